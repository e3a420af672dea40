#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pooling_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include "kernels.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

template <class Function>
HWY_INLINE void over_pixels(const Pooling& pooling, const Function& function) {
  for (std::size_t p = 0; p < pooling.pixels; ++p)
    for (std::size_t c = 0; c < pooling.channels; c += hn::Lanes(Floats()))
      function(p, static_cast<std::size_t>(pooling.in_at[p]) + c, static_cast<std::size_t>(pooling.out_at[p]) + c);
}

HWY_INLINE V window_maximum(const Pooling& pooling, std::size_t in) {
  const Floats d;
  V maximum = hn::LoadU(d, pooling.in + in + pooling.tap_at[0]);
  for (std::size_t tap = 1; tap < pooling.taps; ++tap)
    maximum = hn::Max(maximum, hn::LoadU(d, pooling.in + in + pooling.tap_at[tap]));
  return maximum;
}

void pool_max(const Pooling& pooling) {
  over_pixels(pooling, [&](std::size_t, std::size_t in, std::size_t out)
                           HWY_ATTR { hn::StoreU(window_maximum(pooling, in), Floats(), pooling.out + out); });
}

void pool_max_back(const Pooling& pooling) {
  const Floats d;
  over_pixels(pooling, [&](std::size_t, std::size_t in, std::size_t out) HWY_ATTR {
    const V maximum = window_maximum(pooling, in);
    V gradient = hn::LoadU(d, pooling.out + out);
    for (std::size_t tap = 0; tap < pooling.taps; ++tap) {
      float* to = pooling.in_gradient + in + pooling.tap_at[tap];
      const auto here = hn::Eq(hn::LoadU(d, pooling.in + in + pooling.tap_at[tap]), maximum);
      hn::StoreU(hn::Add(hn::LoadU(d, to), hn::IfThenElseZero(here, gradient)), d, to);
      gradient = hn::IfThenZeroElse(here, gradient);
    }
  });
}

void pool_average(const Pooling& pooling) {
  const Floats d;
  over_pixels(pooling, [&](std::size_t p, std::size_t in, std::size_t out) HWY_ATTR {
    V sum = hn::Zero(d);
    for (std::size_t tap = 0; tap < pooling.taps; ++tap)
      sum = hn::Add(sum, hn::LoadU(d, pooling.in + in + pooling.tap_at[tap]));
    hn::StoreU(hn::Mul(sum, hn::Set(d, pooling.factors[p])), d, pooling.out + out);
  });
}

void pool_average_back(const Pooling& pooling) {
  const Floats d;
  over_pixels(pooling, [&](std::size_t p, std::size_t in, std::size_t out) HWY_ATTR {
    const V gradient = hn::Mul(hn::LoadU(d, pooling.out + out), hn::Set(d, pooling.factors[p]));
    for (std::size_t tap = 0; tap < pooling.taps; ++tap) {
      float* to = pooling.in_gradient + in + pooling.tap_at[tap];
      hn::StoreU(hn::Add(hn::LoadU(d, to), gradient), d, to);
    }
  });
}

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::training {

HWY_EXPORT(pool_max);
HWY_EXPORT(pool_max_back);
HWY_EXPORT(pool_average);
HWY_EXPORT(pool_average_back);

void pool_max(const Pooling& pooling) { HWY_DYNAMIC_DISPATCH(pool_max)(pooling); }
void pool_max_back(const Pooling& pooling) { HWY_DYNAMIC_DISPATCH(pool_max_back)(pooling); }
void pool_average(const Pooling& pooling) { HWY_DYNAMIC_DISPATCH(pool_average)(pooling); }
void pool_average_back(const Pooling& pooling) { HWY_DYNAMIC_DISPATCH(pool_average_back)(pooling); }

}  // namespace narrows::training
#endif
