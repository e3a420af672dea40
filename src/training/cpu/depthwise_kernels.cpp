// Convolutions of each channel on its own: one vector of channels at a time, a tile of pixels in the registers.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "depthwise_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>

#include "kernels.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

template <int Tile>
HWY_INLINE void depthwise_tile(const Depthwise& product, std::size_t pixel, std::size_t c) {
  const Floats d;
  V sums[Tile];
  const V bias = product.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, product.bias + c);
  const float* in[Tile];
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) {
    sums[t] = bias;
    in[t] = product.in + product.in_at[pixel + t] + c;
  }
  for (std::size_t tap = 0; tap < product.taps; ++tap) {
    const std::ptrdiff_t at = product.tap_at[tap];
    const V weight = hn::LoadU(d, product.weights + product.weight_at[tap] + c);
#pragma GCC unroll 16
    for (int t = 0; t < Tile; ++t) sums[t] = hn::MulAdd(hn::LoadU(d, in[t] + at), weight, sums[t]);
  }
#pragma GCC unroll 16
  for (int t = 0; t < Tile; ++t) hn::StoreU(sums[t], d, product.out + product.out_at[pixel + t] + c);
}

void multiply_depthwise(const Depthwise& product) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t c = 0; c < product.channels; c += lanes) {
    std::size_t p = 0;
    for (; p + 8 <= product.pixels; p += 8) depthwise_tile<8>(product, p, c);
    for (; p + 4 <= product.pixels; p += 4) depthwise_tile<4>(product, p, c);
    for (; p < product.pixels; ++p) depthwise_tile<1>(product, p, c);
  }
}

template <int Taps>
HWY_INLINE void outer_taps(const DepthwiseOuter& product, std::size_t tap, std::size_t c) {
  const Floats d;
  V sums[Taps];
  const float* in[Taps];
#pragma GCC unroll 16
  for (int t = 0; t < Taps; ++t) {
    sums[t] = hn::Zero(d);
    in[t] = product.in + product.tap_at[tap + t] + c;
  }
  for (std::size_t p = 0; p < product.pixels; ++p) {
    const V gradient = hn::LoadU(d, product.gradient + product.gradient_at[p] + c);
    const std::ptrdiff_t at = product.in_at[p];
#pragma GCC unroll 16
    for (int t = 0; t < Taps; ++t) sums[t] = hn::MulAdd(gradient, hn::LoadU(d, in[t] + at), sums[t]);
  }
#pragma GCC unroll 16
  for (int t = 0; t < Taps; ++t) {
    float* to = product.sums + (tap + t) * product.channels + c;
    hn::StoreU(hn::Add(hn::LoadU(d, to), sums[t]), d, to);
  }
}

void multiply_depthwise_outer(const DepthwiseOuter& product) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t c = 0; c < product.channels; c += lanes) {
    std::size_t tap = 0;
    for (; product.taps - tap >= 9 && product.taps - tap != 10; tap += 9) outer_taps<9>(product, tap, c);
    for (; tap + 5 <= product.taps; tap += 5) outer_taps<5>(product, tap, c);
    for (; tap + 2 <= product.taps; tap += 2) outer_taps<2>(product, tap, c);
    for (; tap < product.taps; ++tap) outer_taps<1>(product, tap, c);
  }
}

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::training {

HWY_EXPORT(multiply_depthwise);
HWY_EXPORT(multiply_depthwise_outer);

void multiply_depthwise(const Depthwise& product) { HWY_DYNAMIC_DISPATCH(multiply_depthwise)(product); }
void multiply_depthwise_outer(const DepthwiseOuter& product) {
  HWY_DYNAMIC_DISPATCH(multiply_depthwise_outer)(product);
}

}  // namespace narrows::training
#endif
