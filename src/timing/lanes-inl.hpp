// Included once per instruction set, inside HWY_BEFORE_NAMESPACE: no include guard of the usual kind.
#if defined(NARROWS_TIMING_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NARROWS_TIMING_LANES_INL_HPP
#undef NARROWS_TIMING_LANES_INL_HPP
#else
#define NARROWS_TIMING_LANES_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/**
 * Calls function(d, i) for channels i of [0, count): with whole vectors, then with quarters of 4, then one by one, so
 * that nothing past the last channel is touched (it may belong to another map of the same pixel).
 */
template <class Function>
HWY_INLINE void over_channels(std::size_t count, const Function& function) {
  const hn::ScalableTag<float> whole;
  const hn::CappedTag<float, 4> four;
  const hn::CappedTag<float, 1> one;
  std::size_t i = 0;
  for (; i + hn::Lanes(whole) <= count; i += hn::Lanes(whole)) function(whole, i);
  for (; i + hn::Lanes(four) <= count; i += hn::Lanes(four)) function(four, i);
  for (; i < count; ++i) function(one, i);
}

template <class D, class V>
HWY_INLINE V clamp(D d, V value, float low, float high) {
  return hn::Min(hn::Max(value, hn::Set(d, low)), hn::Set(d, high));
}

/** Stores the first `count` lanes, touching nothing behind them. */
template <class D, class V>
HWY_INLINE void store_first(D d, V value, float* out, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::StoreU(value, d, out);
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(value, d, lanes);
  for (std::size_t i = 0; i < count; ++i) out[i] = lanes[i];
}

/** Loads the first `count` lanes, touching nothing behind them; the others are 0. */
template <class D>
HWY_INLINE hn::Vec<D> load_first(D d, const float* values, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::LoadU(d, values);
  HWY_ALIGN float lanes[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = values[i];
  return hn::Load(d, lanes);
}

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
