// Convolution with all inputs, as a product of matrices whose rows are pixels. Tiles of 8 pixels divide maps of 4 x 4
// and 8 x 8 without a rest, where XNNPACK's tiles of 7 leave one or two pixels that cost nearly a whole tile.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dense_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>
#include <utility>

#include "dense.hpp"
#include "kernel.hpp"
#include "lanes-inl.hpp"
#include "pixel_table.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

/** Pixels whose sums, two vectors each, fit into the registers. */
constexpr std::size_t tile_pixels = HWY_ARCH_X86 && HWY_MAX_BYTES < 64 ? 6 : 8;

template <int Tile, int Vectors, class D>
HWY_INLINE void dense_tile(D d, const DenseProduct& product, std::size_t pixel) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[Tile][Vectors];
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) {
    const V bias = product.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, product.bias + v * lanes);
#pragma GCC unroll 16
    for (int t = 0; t < Tile; ++t) sums[t][v] = bias;
  }
  const float* weights = product.weights;
  for (std::size_t tap = 0; tap < product.taps; ++tap) {
    const float* in[Tile];
#pragma GCC unroll 16
    for (int t = 0; t < Tile; ++t) in[t] = product.pixels[tap * product.pitch + pixel + t];
    for (std::size_t i = 0; i < product.inputs; ++i, weights += Vectors * lanes) {
      V factors[Vectors];
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) factors[v] = hn::LoadU(d, weights + v * lanes);
#pragma GCC unroll 16
      for (int t = 0; t < Tile; ++t) {
        const V value = hn::Set(d, in[t][i]);
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) sums[t][v] = hn::MulAdd(value, factors[v], sums[t][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) {
    float* out = product.out + (pixel + t) * product.out_stride;
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
      if (v * lanes >= product.channels) break;
      const std::size_t left = product.channels - v * lanes;
      V sum = sums[t][v];
      if (product.residual != nullptr)
        sum = hn::Add(sum, load_first(d, product.residual + (pixel + t) * product.residual_stride + v * lanes, left));
      store_first(d, clamp(d, sum, product.clamp.low, product.clamp.high), out + v * lanes, left);
    }
  }
}

template <int Vectors, class D>
HWY_INLINE void dense_pixels(D d, const DenseProduct& product) {
  std::size_t p = product.first;
  for (; p + tile_pixels <= product.last; p += tile_pixels) dense_tile<tile_pixels, Vectors>(d, product, p);
  for (; p + 4 <= product.last; p += 4) dense_tile<4, Vectors>(d, product, p);
  for (; p + 2 <= product.last; p += 2) dense_tile<2, Vectors>(d, product, p);
  if (p < product.last) dense_tile<1, Vectors>(d, product, p);
}

void dense_product(const DenseProduct& product) {
  const hn::ScalableTag<float> whole;
  if (product.width == 2 * hn::Lanes(whole)) return dense_pixels<2>(whole, product);
  if (product.width == hn::Lanes(whole)) return dense_pixels<1>(whole, product);
  if (product.width == 8) return dense_pixels<1>(hn::CappedTag<float, 8>(), product);
  dense_pixels<1>(hn::CappedTag<float, 4>(), product);
}

std::size_t dense_lanes() { return hn::Lanes(hn::ScalableTag<float>()); }

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(dense_product);
HWY_EXPORT(dense_lanes);

/** The widest of two vectors, one, 8 and 4 outputs that the rest fills; 4 for less. */
int block_width(int outputs) {
  const auto lanes = static_cast<int>(HWY_DYNAMIC_DISPATCH(dense_lanes)());
  for (int width = 2 * lanes; width > 4; width /= 2)
    if (width <= outputs) return width;
  return 4;
}

class DenseConvolution : public Kernel {
 public:
  DenseConvolution(const Convolution& op, const Tensor& in, const Tensor& residual, const Tensor& out, Clamp clamp,
                   ThreadPool pool)
      : taps_(static_cast<std::size_t>(op.kernel.area())),
        inputs_(static_cast<std::size_t>(op.in_channels)),
        table_(in, -op.padding.top, -op.padding.left, (out.shape.height - 1) * op.stride.height + op.window().height,
               (out.shape.width - 1) * op.stride.width + op.window().width),
        residual_(residual),
        out_(out),
        clamp_(clamp),
        weights_(op.weights.data(), op.out_channels, op.in_channels * op.kernel.area()),
        bias_(op.bias),
        pool_(std::move(pool)) {
    for (int ky = 0; ky < op.kernel.height; ++ky)
      for (int kx = 0; kx < op.kernel.width; ++kx)
        for (int y = 0; y < out.shape.height; ++y)
          for (int x = 0; x < out.shape.width; ++x)
            pixels_.push_back(*table_.at(y * op.stride.height + ky * op.dilation.height,
                                         x * op.stride.width + kx * op.dilation.width));
    bias_.resize(bias_.size() + widest_);
    divide();
  }

  void run() override {
    const auto blocks = weights_.blocks().size();
    pool_.for_each(row_shares_ * column_shares_, [&](std::size_t task) {
      const auto [first_pixel, last_pixel] =
          range(static_cast<std::size_t>(out_.pixels()), task / column_shares_, row_shares_);
      const auto [first, last] = range(blocks, task % column_shares_, column_shares_);
      for (std::size_t block = first; block < last; ++block) run_block(block, first_pixel, last_pixel);
    });
  }

  [[nodiscard]] std::string_view name() const override { return "dense"; }
  [[nodiscard]] std::size_t bytes() const override {
    return weights_.bytes() + bias_.size() * sizeof(float) + table_.bytes() + pixels_.size() * sizeof(float*);
  }

 private:
  static constexpr std::size_t widest_ = 32;

  /** Threads divide pixels, or outputs where there are more weights than values: each reads its own alone. */
  void divide() {
    const auto shares = static_cast<std::size_t>(pool_.threads());
    const bool outputs = weights_.bytes() > pixels_.size() * inputs_ * sizeof(float);
    (outputs ? column_shares_ : row_shares_) = shares;
  }

  /** Share i of `shares`, in whole tiles of 8 where there are any. */
  static std::pair<std::size_t, std::size_t> range(std::size_t count, std::size_t i, std::size_t shares) {
    const std::size_t unit = count >= 16 * shares ? 8 : 1;
    const std::size_t units = (count + unit - 1) / unit;
    return {std::min(count, units * i / shares * unit), std::min(count, units * (i + 1) / shares * unit)};
  }

  void run_block(std::size_t index, std::size_t first, std::size_t last) const {
    const DenseWeights::Block& block = weights_.blocks()[index];
    const auto output = static_cast<std::size_t>(block.output);
    timing::run({.pixels = pixels_.data(),
                 .pitch = static_cast<std::size_t>(out_.pixels()),
                 .first = first,
                 .last = last,
                 .taps = taps_,
                 .inputs = inputs_,
                 .weights = weights_.at(block),
                 .bias = bias_.data() + output,
                 .residual = residual_.data == nullptr ? nullptr : residual_.data + output,
                 .residual_stride = static_cast<std::size_t>(residual_.stride),
                 .out = out_.data + output,
                 .out_stride = static_cast<std::size_t>(out_.stride),
                 .width = static_cast<std::size_t>(block.width),
                 .channels = std::min(static_cast<std::size_t>(block.width),
                                      static_cast<std::size_t>(weights_.outputs()) - output),
                 .clamp = clamp_});
  }

  std::size_t taps_, inputs_;
  PixelTable table_;
  std::vector<const float*> pixels_;  ///< [tap, output pixel].
  Tensor residual_;
  Tensor out_;
  Clamp clamp_;
  DenseWeights weights_;
  std::vector<float> bias_;
  ThreadPool pool_;
  std::size_t row_shares_ = 1;
  std::size_t column_shares_ = 1;
};

}  // namespace

DenseWeights::DenseWeights(const float* matrix, int outputs, int inputs) : outputs_(outputs) {
  const auto depth = static_cast<std::size_t>(inputs);
  for (int output = 0; output < outputs;) {
    const Block block{output, block_width(outputs - output), values_.size()};
    const auto width = static_cast<std::size_t>(block.width);
    values_.resize(values_.size() + depth * width);
    const int present = std::min(block.width, outputs - output);
    for (int o = 0; o < present; ++o)
      for (std::size_t i = 0; i < depth; ++i)
        values_[block.offset + i * width + static_cast<std::size_t>(o)] =
            matrix[static_cast<std::size_t>(output + o) * depth + i];
    blocks_.push_back(block);
    output += block.width;
  }
}

void run(const DenseProduct& product) { HWY_DYNAMIC_DISPATCH(dense_product)(product); }

KernelPointer dense_convolution(const Convolution& op, const Tensor& in, const Tensor& residual, const Tensor& out,
                                Clamp clamp, ThreadPool pool) {
  if (op.groups != 1) return nullptr;
  return std::make_unique<DenseConvolution>(op, in, residual, out, clamp, std::move(pool));
}

}  // namespace narrows::timing
#endif
