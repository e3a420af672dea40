// Products of matrices: rows are pixels, columns a panel of outputs as wide as one or two vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "product_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>

#include "kernels.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

/** Pixels, or rows of weights, whose sums, two vectors each, fit into the registers. */
constexpr std::size_t tile = HWY_ARCH_X86 && HWY_MAX_BYTES < 64 ? 6 : 8;

template <int Tile, int Vectors, class D>
HWY_INLINE void multiply_tile(D d, const Product& product, std::size_t pixel) {
  using W = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  W sums[Tile][Vectors];
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) {
    const W bias = product.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, product.bias + v * lanes);
#pragma GCC unroll 16
    for (int t = 0; t < Tile; ++t) sums[t][v] = bias;
  }
  const float* weights = product.weights;
  for (std::size_t tap = 0; tap < product.taps; ++tap) {
    const float* in[Tile];
#pragma GCC unroll 16
    for (int t = 0; t < Tile; ++t) in[t] = product.in + product.in_at[pixel + t] + product.tap_at[tap];
    for (std::size_t i = 0; i < product.inputs; ++i, weights += Vectors * lanes) {
      W factors[Vectors];
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) factors[v] = hn::LoadU(d, weights + v * lanes);
#pragma GCC unroll 16
      for (int t = 0; t < Tile; ++t) {
        const W value = hn::Set(d, in[t][i]);
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) sums[t][v] = hn::MulAdd(value, factors[v], sums[t][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) {
    float* out = product.out + product.out_at[pixel + t];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) hn::StoreU(sums[t][v], d, out + v * lanes);
  }
}

template <int Vectors, class D>
HWY_INLINE void multiply_pixels(D d, const Product& product) {
  std::size_t p = 0;
  for (; p + tile <= product.pixels; p += tile) multiply_tile<tile, Vectors>(d, product, p);
  for (; p + 4 <= product.pixels; p += 4) multiply_tile<4, Vectors>(d, product, p);
  for (; p < product.pixels; ++p) multiply_tile<1, Vectors>(d, product, p);
}

void multiply(const Product& product) {
  const Floats d;
  if (product.width == 2 * hn::Lanes(d)) return multiply_pixels<2>(d, product);
  if (product.width == hn::Lanes(d)) return multiply_pixels<1>(d, product);
  if (product.width == 8) return multiply_pixels<1>(hn::CappedTag<float, 8>(), product);
  multiply_pixels<1>(hn::CappedTag<float, 4>(), product);
}

template <int Rows, int Vectors, class D>
HWY_INLINE void outer_rows(D d, const OuterProduct& product, std::size_t row) {
  using W = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  const float* in[Rows];
  for (int r = 0; r < Rows; ++r)
    in[r] = product.in + product.tap_at[(row + r) / product.inputs] + (row + r) % product.inputs;
  W sums[Rows][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sums[r][v] = hn::Zero(d);
  for (std::size_t p = 0; p < product.pixels; ++p) {
    const float* gradient = product.gradient + product.gradient_at[p];
    const std::ptrdiff_t at = product.in_at[p];
    W gradients[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) gradients[v] = hn::LoadU(d, gradient + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      const W value = hn::Set(d, in[r][at]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) sums[r][v] = hn::MulAdd(value, gradients[v], sums[r][v]);
    }
  }
  float* to = product.sums + row * product.width;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v, to += lanes) {
      const std::size_t there = product.outputs > v * lanes ? std::min(lanes, product.outputs - v * lanes) : 0;
      hn::StoreU(hn::Add(hn::LoadU(d, to), hn::IfThenElseZero(hn::FirstN(d, there), sums[r][v])), d, to);
    }
}

template <int Vectors, class D>
HWY_INLINE void outer_all(D d, const OuterProduct& product) {
  const std::size_t rows = product.taps * product.inputs;
  std::size_t row = 0;
  for (; row + tile <= rows; row += tile) outer_rows<tile, Vectors>(d, product, row);
  for (; row + 3 <= rows; row += 3) outer_rows<3, Vectors>(d, product, row);
  for (; row < rows; ++row) outer_rows<1, Vectors>(d, product, row);
}

void multiply_outer(const OuterProduct& product) {
  const Floats d;
  if (product.width == 2 * hn::Lanes(d)) return outer_all<2>(d, product);
  if (product.width == hn::Lanes(d)) return outer_all<1>(d, product);
  if (product.width == 8) return outer_all<1>(hn::CappedTag<float, 8>(), product);
  outer_all<1>(hn::CappedTag<float, 4>(), product);
}

std::size_t vector_lanes() { return hn::Lanes(Floats()); }

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::training {

HWY_EXPORT(multiply);
HWY_EXPORT(multiply_outer);
HWY_EXPORT(vector_lanes);

void multiply(const Product& product) { HWY_DYNAMIC_DISPATCH(multiply)(product); }
void multiply_outer(const OuterProduct& product) { HWY_DYNAMIC_DISPATCH(multiply_outer)(product); }

std::size_t panel_width(std::size_t outputs) {
  const std::size_t lanes = HWY_DYNAMIC_DISPATCH(vector_lanes)();
  if (outputs > lanes) return outputs > lanes + lanes / 2 ? 2 * lanes : lanes;
  for (std::size_t width = 4; width < lanes; width *= 2)
    if (outputs <= width) return width;
  return lanes;
}

}  // namespace narrows::training
#endif
