// Convolution in narrow groups. A matrix product per group would fill a vector with one group's few outputs; here a
// vector holds the outputs of several groups, and each lane is given the input of its own group by a permutation.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "grouped_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

#include "kernel.hpp"
#include "lanes-inl.hpp"
#include "pixel_table.hpp"

#ifndef NARROWS_TIMING_GROUPED_ROW
#define NARROWS_TIMING_GROUPED_ROW
namespace narrows::timing {

/** One row of outputs of the groups that share a vector. */
struct GroupedRow {
  const float* const* pixels;  ///< Of the first kernel row, padding included: one pointer per column.
  std::size_t pixel_pitch;     ///< Pointers per row.
  const float* weights;        ///< [kernel row, input of the group, kernel column, lane].
  const float* bias;           ///< [lane].
  const std::int32_t* lanes;   ///< [input of the group, lane]: the lane that has this input.
  std::size_t group_inputs;
  std::size_t channel;   ///< The first.
  std::size_t channels;  ///< Of these groups: at most a vector.
  float* out;
  std::size_t out_stride, width;
  Clamp clamp;
};

}  // namespace narrows::timing
#endif

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

/** `Tile` neighbouring outputs. */
template <int Kernel, int Stride, int Tile, class D>
HWY_INLINE void grouped_tile(D d, const GroupedRow& row, std::size_t column) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[Tile];
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) sums[t] = hn::LoadU(d, row.bias);
  const float* weights = row.weights;
  for (int y = 0; y < Kernel; ++y) {
    const float* const* pixels = row.pixels + y * row.pixel_pitch + column * Stride;
    for (std::size_t input = 0; input < row.group_inputs; ++input) {
      const auto own = hn::SetTableIndices(d, row.lanes + input * lanes);
      V taps[Kernel];
#pragma GCC unroll 16
      for (int k = 0; k < Kernel; ++k, weights += lanes) taps[k] = hn::LoadU(d, weights);
#pragma GCC unroll 32
      for (int x = 0; x < (Tile - 1) * Stride + Kernel; ++x) {
        const V value = hn::TableLookupLanes(hn::LoadU(d, pixels[x] + row.channel), own);
#pragma GCC unroll 16
        for (int k = 0; k < Kernel; ++k) {
          const int t = (x - k) / Stride;
          if (x >= k && (x - k) % Stride == 0 && t < Tile) sums[t] = hn::MulAdd(value, taps[k], sums[t]);
        }
      }
    }
  }
  float* out = row.out + column * row.out_stride + row.channel;
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t)
    store_first(d, clamp(d, sums[t], row.clamp.low, row.clamp.high), out + t * row.out_stride, row.channels);
}

template <int Kernel, int Stride>
HWY_INLINE void grouped_row(const GroupedRow& row) {
  const hn::ScalableTag<float> d;
  std::size_t column = 0;
  for (; column + 8 <= row.width; column += 8) grouped_tile<Kernel, Stride, 8>(d, row, column);
  for (; column + 4 <= row.width; column += 4) grouped_tile<Kernel, Stride, 4>(d, row, column);
  for (; column < row.width; ++column) grouped_tile<Kernel, Stride, 1>(d, row, column);
}

void grouped_3_1(const GroupedRow& row) { grouped_row<3, 1>(row); }
void grouped_3_2(const GroupedRow& row) { grouped_row<3, 2>(row); }
std::size_t vector_lanes() { return hn::Lanes(hn::ScalableTag<float>()); }

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(grouped_3_1);
HWY_EXPORT(grouped_3_2);
HWY_EXPORT(vector_lanes);

class GroupedConvolution : public Kernel {
 public:
  GroupedConvolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool)
      : stride_(op.stride.height),
        width_(static_cast<std::size_t>(op.in_channels / op.groups)),
        groups_(static_cast<std::size_t>(op.groups)),
        lanes_(HWY_DYNAMIC_DISPATCH(vector_lanes)()),
        per_vector_(lanes_ / width_),
        vectors_((groups_ + per_vector_ - 1) / per_vector_),
        pixels_(in, -op.padding.top, -op.padding.left, (out.shape.height - 1) * op.stride.height + op.kernel.height,
                (out.shape.width - 1) * op.stride.width + op.kernel.width),
        out_(out),
        clamp_(clamp),
        pool_(std::move(pool)) {
    pack(op);
  }

  [[nodiscard]] std::string_view name() const override { return "grouped"; }
  void run() override {
    const auto rows = static_cast<std::size_t>(out_.shape.height);
    pool_.for_each(rows * vectors_, [&](std::size_t task) { run_row(task / rows, static_cast<int>(task % rows)); });
  }

  [[nodiscard]] std::size_t bytes() const override {
    return (weights_.size() + bias_.size() + own_lanes_.size()) * sizeof(float) + pixels_.bytes();
  }

 private:
  static constexpr std::size_t kernel_ = 3;

  /** Lane l of vector v belongs to output v * per_vector * width + l; lanes beyond have weights 0. */
  void pack(const Convolution& op) {
    const std::size_t used = per_vector_ * width_;
    weights_.assign(vectors_ * weights_per_vector(), 0.0F);
    bias_.assign(vectors_ * lanes_, 0.0F);
    own_lanes_.assign(width_ * lanes_, 0);
    for (std::size_t output = 0; output < groups_ * width_; ++output) {
      const std::size_t vector = output / used;
      const std::size_t lane = output % used;
      bias_[vector * lanes_ + lane] = op.bias[output];
      for (std::size_t y = 0; y < kernel_; ++y)
        for (std::size_t x = 0; x < kernel_; ++x)
          for (std::size_t input = 0; input < width_; ++input)
            weights_[vector * weights_per_vector() + ((y * width_ + input) * kernel_ + x) * lanes_ + lane] =
                op.weights[((output * kernel_ + y) * kernel_ + x) * width_ + input];
    }
    for (std::size_t input = 0; input < width_; ++input)
      for (std::size_t lane = 0; lane < used; ++lane)
        own_lanes_[input * lanes_ + lane] = static_cast<std::int32_t>(lane / width_ * width_ + input);
  }

  [[nodiscard]] std::size_t weights_per_vector() const { return kernel_ * kernel_ * width_ * lanes_; }

  void run_row(std::size_t vector, int y) const {
    const std::size_t channel = vector * per_vector_ * width_;
    const GroupedRow row{.pixels = pixels_.at(y * stride_, 0),
                         .pixel_pitch = pixels_.pitch(),
                         .weights = weights_.data() + vector * weights_per_vector(),
                         .bias = bias_.data() + vector * lanes_,
                         .lanes = own_lanes_.data(),
                         .group_inputs = width_,
                         .channel = channel,
                         .channels = std::min(per_vector_ * width_, groups_ * width_ - channel),
                         .out = out_.pixel(y, 0),
                         .out_stride = static_cast<std::size_t>(out_.stride),
                         .width = static_cast<std::size_t>(out_.shape.width),
                         .clamp = clamp_};
    stride_ == 1 ? HWY_DYNAMIC_DISPATCH(grouped_3_1)(row) : HWY_DYNAMIC_DISPATCH(grouped_3_2)(row);
  }

  int stride_;
  std::size_t width_;  ///< Channels per group.
  std::size_t groups_;
  std::size_t lanes_;
  std::size_t per_vector_;  ///< Groups in a vector.
  std::size_t vectors_;
  PixelTable pixels_;
  Tensor out_;
  Clamp clamp_;
  std::vector<float> weights_;
  std::vector<float> bias_;
  std::vector<std::int32_t> own_lanes_;
  ThreadPool pool_;
};

}  // namespace

KernelPointer grouped_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                  ThreadPool pool) {
  const int width = op.in_channels / op.groups;
  const bool square = op.kernel == 3 && op.dilation == 1 && (op.stride == 1 || op.stride == 2);
  const bool narrow = width >= 2 && static_cast<std::size_t>(width) <= HWY_DYNAMIC_DISPATCH(vector_lanes)();
  if (!square || !narrow || op.groups == 1 || op.in_channels != op.out_channels) return nullptr;
  return std::make_unique<GroupedConvolution>(op, in, out, clamp, std::move(pool));
}

}  // namespace narrows::timing
#endif
