// Depthwise convolution. XNNPACK has none that is fast for more than 25 taps; and where a row of outputs is computed at
// once, each input is loaded once per kernel row instead of once per tap.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "depthwise_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>
#include <utility>

#include "kernel.hpp"
#include "lanes-inl.hpp"
#include "pixel_table.hpp"

#ifndef NARROWS_TIMING_DEPTHWISE_ROW
#define NARROWS_TIMING_DEPTHWISE_ROW
namespace narrows::timing {

/** One row of outputs, all channels. */
struct DepthwiseRow {
  const float* const* pixels;  ///< Of the first kernel row inside the map, padding included: one pointer per column.
  std::size_t pixel_pitch;     ///< Pointers per row.
  const float* weights;        ///< Of that kernel row: [kernel row, kernel column, padded channels].
  const float* bias;           ///< [padded channels].
  std::size_t padded_channels;
  std::size_t kernel_rows;  ///< Those inside the map.
  const float* residual;    ///< Added to the result, or null.
  std::size_t residual_stride;
  float* out;
  std::size_t out_stride, width, channels;
  Clamp clamp;
};

}  // namespace narrows::timing
#endif

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

/** `Tile` neighbouring outputs of up to Lanes(d) channels from channel c on. */
template <int Kernel, int Stride, int Tile, class D>
HWY_INLINE void depthwise_tile(D d, const DepthwiseRow& row, std::size_t column, std::size_t c) {
  using V = hn::Vec<D>;
  V sums[Tile];
  const V bias = hn::LoadU(d, row.bias + c);
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) sums[t] = bias;
  for (std::size_t y = 0; y < row.kernel_rows; ++y) {
    const float* const* pixels = row.pixels + y * row.pixel_pitch + column * Stride;
    const float* weights = row.weights + y * Kernel * row.padded_channels + c;
    V taps[Kernel];
#pragma GCC unroll 16
    for (int k = 0; k < Kernel; ++k) taps[k] = hn::LoadU(d, weights + k * row.padded_channels);
#pragma GCC unroll 32
    for (int x = 0; x < (Tile - 1) * Stride + Kernel; ++x) {
      const V value = hn::LoadU(d, pixels[x] + c);
#pragma GCC unroll 16
      for (int k = 0; k < Kernel; ++k) {
        const int t = (x - k) / Stride;
        if (x >= k && (x - k) % Stride == 0 && t < Tile) sums[t] = hn::MulAdd(value, taps[k], sums[t]);
      }
    }
  }
  float* out = row.out + column * row.out_stride + c;
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) {
    if (row.residual != nullptr)
      sums[t] = hn::Add(sums[t], hn::LoadU(d, row.residual + (column + t) * row.residual_stride + c));
    store_first(d, clamp(d, sums[t], row.clamp.low, row.clamp.high), out + t * row.out_stride, row.channels - c);
  }
}

template <int Kernel, int Stride, class D>
HWY_INLINE void depthwise_channels(D d, const DepthwiseRow& row, std::size_t c) {
  std::size_t column = 0;
  for (; column + 8 <= row.width; column += 8) depthwise_tile<Kernel, Stride, 8>(d, row, column, c);
  for (; column + 4 <= row.width; column += 4) depthwise_tile<Kernel, Stride, 4>(d, row, column, c);
  for (; column + 2 <= row.width; column += 2) depthwise_tile<Kernel, Stride, 2>(d, row, column, c);
  if (column < row.width) depthwise_tile<Kernel, Stride, 1>(d, row, column, c);
}

/** Whole vectors, then the narrowest vector that takes the rest. */
template <int Kernel, int Stride>
void depthwise_row(const DepthwiseRow& row) {
  const hn::ScalableTag<float> whole;
  const hn::CappedTag<float, 8> eight;
  const hn::CappedTag<float, 4> four;
  std::size_t c = 0;
  for (; c + hn::Lanes(whole) <= row.channels; c += hn::Lanes(whole)) depthwise_channels<Kernel, Stride>(whole, row, c);
  while (c < row.channels) {
    const std::size_t left = row.channels - c;
    if (left <= hn::Lanes(four)) {
      depthwise_channels<Kernel, Stride>(four, row, c);
      c += hn::Lanes(four);
    } else if (left <= hn::Lanes(eight)) {
      depthwise_channels<Kernel, Stride>(eight, row, c);
      c += hn::Lanes(eight);
    } else {
      depthwise_channels<Kernel, Stride>(whole, row, c);
      c += hn::Lanes(whole);
    }
  }
}

void depthwise_3_1(const DepthwiseRow& row) { depthwise_row<3, 1>(row); }
void depthwise_3_2(const DepthwiseRow& row) { depthwise_row<3, 2>(row); }
void depthwise_5_1(const DepthwiseRow& row) { depthwise_row<5, 1>(row); }
void depthwise_5_2(const DepthwiseRow& row) { depthwise_row<5, 2>(row); }
void depthwise_7_1(const DepthwiseRow& row) { depthwise_row<7, 1>(row); }
void depthwise_7_2(const DepthwiseRow& row) { depthwise_row<7, 2>(row); }

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(depthwise_3_1);
HWY_EXPORT(depthwise_3_2);
HWY_EXPORT(depthwise_5_1);
HWY_EXPORT(depthwise_5_2);
HWY_EXPORT(depthwise_7_1);
HWY_EXPORT(depthwise_7_2);

using RowFunction = void (*)(const DepthwiseRow&);

RowFunction row_function(int kernel, int stride) {
  const int key = kernel * 10 + stride;
  if (key == 31) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_3_1)(row); };
  if (key == 32) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_3_2)(row); };
  if (key == 51) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_5_1)(row); };
  if (key == 52) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_5_2)(row); };
  if (key == 71) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_7_1)(row); };
  if (key == 72) return [](const DepthwiseRow& row) { HWY_DYNAMIC_DISPATCH(depthwise_7_2)(row); };
  return nullptr;
}

constexpr std::size_t widest = 16;  // lanes of the widest vector

std::size_t padded(int channels) { return (static_cast<std::size_t>(channels) + widest - 1) / widest * widest; }

/** [out, taps] becomes [taps, padded out]. */
std::vector<float> pack(const std::vector<float>& values, int channels) {
  const std::size_t taps = values.size() / static_cast<std::size_t>(channels);
  std::vector<float> packed(taps * padded(channels));
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
    for (std::size_t tap = 0; tap < taps; ++tap) packed[tap * padded(channels) + c] = values[c * taps + tap];
  return packed;
}

class DepthwiseConvolution : public Kernel {
 public:
  DepthwiseConvolution(const Convolution& op, const Tensor& in, const Tensor& residual, const Tensor& out, Clamp clamp,
                       ThreadPool pool)
      : function_(row_function(op.kernel.height, op.stride.height)),
        kernel_(op.kernel.height),
        stride_(op.stride.height),
        padding_(op.padding.top),
        in_(in),
        repeats_(op.out_channels / op.in_channels),
        repeated_(repeats_ == 1 ? in : room(in)),
        pixels_(repeated_, 0, -op.padding.left, in.shape.height, op.padding.left + in.shape.width + op.padding.right),
        residual_(residual),
        out_(out),
        clamp_(clamp),
        weights_(pack(op.weights, op.out_channels)),
        bias_(pack(op.bias, op.out_channels)),
        pool_(std::move(pool)) {}

  [[nodiscard]] std::string_view name() const override { return "depthwise"; }
  void run() override {
    if (repeats_ > 1) repeat_channels();
    pool_.for_each(static_cast<std::size_t>(out_.shape.height),
                   [&](std::size_t y) { function_(row(static_cast<int>(y))); });
  }

  [[nodiscard]] std::size_t bytes() const override {
    return (weights_.size() + bias_.size() + memory_.size()) * sizeof(float) + pixels_.bytes();
  }

 private:
  /** Memory for the input with each channel once per output that reads it. */
  Tensor room(const Tensor& in) {
    const Shape shape{in.shape.channels * repeats_, in.shape.height, in.shape.width};
    memory_.resize(static_cast<std::size_t>(shape.elements()) + widest);
    return {memory_.data(), shape, shape.channels};
  }

  void repeat_channels() const {
    for (int p = 0; p < in_.pixels(); ++p) {
      const float* in = in_.data + static_cast<std::size_t>(p) * in_.stride;
      float* out = repeated_.data + static_cast<std::size_t>(p) * repeated_.stride;
      for (int c = 0; c < in_.shape.channels; ++c)
        for (int i = 0; i < repeats_; ++i) *out++ = in[c];
    }
  }

  [[nodiscard]] DepthwiseRow row(int y) const {
    const int top = y * stride_ - padding_;
    const int first = std::max(0, -top);
    const int last = std::max(first, std::min(kernel_, in_.shape.height - top));
    const std::size_t channels = padded(out_.shape.channels);
    return {.pixels = pixels_.at(top + first, 0),
            .pixel_pitch = pixels_.pitch(),
            .weights = weights_.data() + static_cast<std::size_t>(first * kernel_) * channels,
            .bias = bias_.data(),
            .padded_channels = channels,
            .kernel_rows = static_cast<std::size_t>(last - first),
            .residual = residual_.data == nullptr ? nullptr : residual_.pixel(y, 0),
            .residual_stride = static_cast<std::size_t>(residual_.stride),
            .out = out_.pixel(y, 0),
            .out_stride = static_cast<std::size_t>(out_.stride),
            .width = static_cast<std::size_t>(out_.shape.width),
            .channels = static_cast<std::size_t>(out_.shape.channels),
            .clamp = clamp_};
  }

  RowFunction function_;
  int kernel_, stride_, padding_;
  Tensor in_;
  int repeats_;  ///< Outputs per input channel.
  std::vector<float> memory_;
  Tensor repeated_;
  PixelTable pixels_;
  Tensor residual_;
  Tensor out_;
  Clamp clamp_;
  std::vector<float> weights_;
  std::vector<float> bias_;
  ThreadPool pool_;
};

}  // namespace

KernelPointer depthwise_convolution(const Convolution& op, const Tensor& in, const Tensor& residual, const Tensor& out,
                                    Clamp clamp, ThreadPool pool) {
  if (!has_depthwise_kernel(op)) return nullptr;
  return std::make_unique<DepthwiseConvolution>(op, in, residual, out, clamp, std::move(pool));
}

}  // namespace narrows::timing
#endif
