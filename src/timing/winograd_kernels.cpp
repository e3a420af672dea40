// 3 x 3 convolution by Winograd's minimal filtering F(4 x 4, 3 x 3): tiles of 4 x 4 outputs cost 36 products per pair
// of channels instead of 144. The products of all tiles are 36 matrix products, which XNNPACK runs as one grouped
// convolution. (Lavin and Gray, Fast algorithms for convolutional neural networks, CVPR 2016.)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "winograd_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <memory>

#include "kernel.hpp"
#include "lanes-inl.hpp"
#include "pixel_table.hpp"

#ifndef NARROWS_TIMING_WINOGRAD_TILE
#define NARROWS_TIMING_WINOGRAD_TILE
namespace narrows::timing {

/** 6 x 6 pixels to 6 x 6 values per channel. */
struct WinogradInput {
  const float* const* pixels;
  std::size_t pixel_pitch;
  float* values;  ///< [36, channels].
  std::size_t channels;
};

/** 6 x 6 values to `rows` x `columns` of 4 x 4 outputs. */
struct WinogradOutput {
  const float* values;  ///< [36, channels].
  const float* bias;
  float* out;
  std::size_t row_stride, pixel_stride;
  std::size_t rows, columns;
  std::size_t channels;
  Clamp clamp;
};

}  // namespace narrows::timing
#endif

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

/** One column or row of the input's transform. */
template <class D, class V>
HWY_INLINE void transform_input(D d, const V (&x)[6], V (&y)[6]) {
  const V two = hn::Set(d, 2.0F);
  const V four = hn::Set(d, 4.0F);
  const V five = hn::Set(d, 5.0F);
  y[0] = hn::MulAdd(four, x[0], hn::NegMulAdd(five, x[2], x[4]));
  y[1] = hn::NegMulAdd(four, hn::Add(x[1], x[2]), hn::Add(x[3], x[4]));
  y[2] = hn::MulAdd(four, hn::Sub(x[1], x[2]), hn::Sub(x[4], x[3]));
  y[3] = hn::MulAdd(two, hn::Sub(x[3], x[1]), hn::Sub(x[4], x[2]));
  y[4] = hn::MulAdd(two, hn::Sub(x[1], x[3]), hn::Sub(x[4], x[2]));
  y[5] = hn::MulAdd(four, x[1], hn::NegMulAdd(five, x[3], x[5]));
}

/** One column or row of the output's transform. */
template <class D, class V>
HWY_INLINE void transform_output(D d, const V (&x)[6], V (&y)[4]) {
  const V sum12 = hn::Add(x[1], x[2]);
  const V difference12 = hn::Sub(x[1], x[2]);
  const V sum34 = hn::Add(x[3], x[4]);
  const V difference34 = hn::Sub(x[3], x[4]);
  y[0] = hn::Add(hn::Add(x[0], sum12), sum34);
  y[1] = hn::MulAdd(hn::Set(d, 2.0F), difference34, difference12);
  y[2] = hn::MulAdd(hn::Set(d, 4.0F), sum34, sum12);
  y[3] = hn::Add(hn::MulAdd(hn::Set(d, 8.0F), difference34, difference12), x[5]);
}

void winograd_input(const WinogradInput& tile) {
  over_channels(tile.channels, [&](auto d, std::size_t c) HWY_ATTR {
    using V = hn::Vec<decltype(d)>;
    V rows[6][6];
    for (int x = 0; x < 6; ++x) {
      V in[6];
      V out[6];
      for (int y = 0; y < 6; ++y) in[y] = hn::LoadU(d, tile.pixels[y * tile.pixel_pitch + x] + c);
      transform_input(d, in, out);
      for (int y = 0; y < 6; ++y) rows[y][x] = out[y];
    }
    for (int y = 0; y < 6; ++y) {
      V out[6];
      transform_input(d, rows[y], out);
      for (int x = 0; x < 6; ++x) hn::StoreU(out[x], d, tile.values + (y * 6 + x) * tile.channels + c);
    }
  });
}

void winograd_output(const WinogradOutput& tile) {
  over_channels(tile.channels, [&](auto d, std::size_t c) HWY_ATTR {
    using V = hn::Vec<decltype(d)>;
    V rows[4][6];
    for (int x = 0; x < 6; ++x) {
      V in[6];
      V out[4];
      for (int y = 0; y < 6; ++y) in[y] = hn::LoadU(d, tile.values + (y * 6 + x) * tile.channels + c);
      transform_output(d, in, out);
      for (int y = 0; y < 4; ++y) rows[y][x] = out[y];
    }
    const V bias = hn::LoadU(d, tile.bias + c);
    for (std::size_t y = 0; y < tile.rows; ++y) {
      V out[4];
      transform_output(d, rows[y], out);
      for (std::size_t x = 0; x < tile.columns; ++x)
        hn::StoreU(clamp(d, hn::Add(out[x], bias), tile.clamp.low, tile.clamp.high), d,
                   tile.out + y * tile.row_stride + x * tile.pixel_stride + c);
    }
  });
}

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(winograd_input);
HWY_EXPORT(winograd_output);

constexpr int side = 4;     // outputs per side of a tile
constexpr int values = 36;  // (4 + 3 - 1) squared

int tiles_along(int length) { return (length + side - 1) / side; }

/** 3 x 3 taps of one pair of channels to 6 x 6 values. */
std::array<double, values> transform_taps(const std::array<double, 9>& taps) {
  static constexpr double g[6][3] = {{1.0 / 4, 0, 0},
                                     {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                     {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                     {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                     {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                     {0, 0, 1}};
  std::array<double, values> result{};
  for (int y = 0; y < 6; ++y)
    for (int x = 0; x < 6; ++x)
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) result[y * 6 + x] += g[y][i] * taps[i * 3 + j] * g[x][j];
  return result;
}

/** The 36 matrix products, as a pointwise convolution in 36 groups. */
Convolution products(const Convolution& op) {
  const auto in = static_cast<std::size_t>(op.in_channels);
  const auto out = static_cast<std::size_t>(op.out_channels);
  Convolution result{.groups = values,
                     .in_channels = values * op.in_channels,
                     .out_channels = values * op.out_channels,
                     .weights = std::vector<float>(values * in * out),
                     .bias = std::vector<float>(values * out)};
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t i = 0; i < in; ++i) {
      std::array<double, 9> taps{};
      for (std::size_t tap = 0; tap < 9; ++tap) taps[tap] = op.weights[(o * 9 + tap) * in + i];
      const auto transformed = transform_taps(taps);
      for (std::size_t v = 0; v < values; ++v)
        result.weights[(v * out + o) * in + i] = static_cast<float>(transformed[v]);
    }
  return result;
}

class WinogradConvolution : public Kernel {
 public:
  WinogradConvolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp, float* scratch,
                      const ThreadPool& pool)
      : columns_(tiles_along(out.shape.width)),
        tiles_(columns_ * tiles_along(out.shape.height)),
        in_channels_(static_cast<std::size_t>(op.in_channels)),
        pixels_(in, -op.padding.top, -op.padding.left, tiles_along(out.shape.height) * side + 2, columns_ * side + 2),
        inputs_{scratch, {values * op.in_channels, tiles_, 1}, values * op.in_channels},
        outputs_{scratch + inputs_.shape.elements(), {values * op.out_channels, tiles_, 1}, values * op.out_channels},
        out_(out),
        bias_(op.bias),
        clamp_(clamp),
        products_(xnnpack_convolution(products(op), inputs_, outputs_, {}, pool, Split::channels)),
        pool_(pool) {}

  [[nodiscard]] std::string_view name() const override { return "Winograd"; }
  void run() override {
    const auto tiles = static_cast<std::size_t>(tiles_);
    pool_.for_each(tiles, [&](std::size_t tile) { read(static_cast<int>(tile)); });
    products_->run();
    pool_.for_each(tiles, [&](std::size_t tile) { write(static_cast<int>(tile)); });
  }

  [[nodiscard]] std::size_t bytes() const override {
    return products_->bytes() + pixels_.bytes() + bias_.size() * sizeof(float);
  }

 private:
  void read(int tile) const {
    HWY_DYNAMIC_DISPATCH(winograd_input)
    ({.pixels = pixels_.at(tile / columns_ * side, tile % columns_ * side),
      .pixel_pitch = pixels_.pitch(),
      .values = inputs_.pixel(tile, 0),
      .channels = in_channels_});
  }

  void write(int tile) const {
    const int y = tile / columns_ * side;
    const int x = tile % columns_ * side;
    const auto stride = static_cast<std::size_t>(out_.stride);
    HWY_DYNAMIC_DISPATCH(winograd_output)
    ({.values = outputs_.pixel(tile, 0),
      .bias = bias_.data(),
      .out = out_.pixel(y, x),
      .row_stride = stride * static_cast<std::size_t>(out_.shape.width),
      .pixel_stride = stride,
      .rows = static_cast<std::size_t>(std::min(side, out_.shape.height - y)),
      .columns = static_cast<std::size_t>(std::min(side, out_.shape.width - x)),
      .channels = bias_.size(),
      .clamp = clamp_});
  }

  int columns_, tiles_;
  std::size_t in_channels_;
  PixelTable pixels_;
  Tensor inputs_;   ///< One "pixel" per tile.
  Tensor outputs_;  ///< One "pixel" per tile.
  Tensor out_;
  std::vector<float> bias_;
  Clamp clamp_;
  KernelPointer products_;
  ThreadPool pool_;
};

/** Few tiles would not pay for reading four times the weights. */
bool pays(const Convolution& op, Shape out) {
  constexpr int fewest_tiles = 9;
  constexpr int fewest_channels = 8;
  return op.kernel == 3 && op.stride == 1 && op.dilation == 1 && op.groups == 1 && op.in_channels >= fewest_channels &&
         op.out_channels >= fewest_channels && tiles_along(out.height) * tiles_along(out.width) >= fewest_tiles;
}

}  // namespace

std::size_t winograd_scratch(const Convolution& op, Shape out) {
  if (!pays(op, out)) return 0;
  const auto tiles =
      static_cast<std::size_t>(tiles_along(out.height)) * static_cast<std::size_t>(tiles_along(out.width));
  return tiles * values * static_cast<std::size_t>(op.in_channels + op.out_channels) + 32;
}

KernelPointer winograd_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                   float* scratch, const ThreadPool& pool) {
  if (!pays(op, out.shape)) return nullptr;
  return std::make_unique<WinogradConvolution>(op, in, out, clamp, scratch, pool);
}

}  // namespace narrows::timing
#endif
