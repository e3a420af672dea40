// Included once per instruction set, inside HWY_BEFORE_NAMESPACE: no include guard of the usual kind.
#if defined(NARROWS_TRAINING_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NARROWS_TRAINING_LANES_INL_HPP
#undef NARROWS_TRAINING_LANES_INL_HPP
#else
#define NARROWS_TRAINING_LANES_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

/** Whether 16-bit lanes can be left out of loads and stores: one by one, narrow maps cost twice the time of float32. */
#undef NARROWS_MASKS_HALVES
#define NARROWS_MASKS_HALVES (HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3)

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using V = hn::Vec<Floats>;

/** Vectors whose sums and constants the registers hold at once. */
constexpr int most_vectors = HWY_MAX_BYTES == 64 || HWY_ARCH_ARM ? 4 : 2;

/** The first `count` lanes of float32 or bfloat16 values, touching nothing behind them; the others are 0. */
HWY_INLINE V load_first(Floats d, const float* from, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::LoadU(d, from);
#if HWY_ARCH_X86
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#else
  HWY_ALIGN float lanes[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#endif
}

HWY_INLINE V load_first(Floats d, const std::uint16_t* from, std::size_t count) {
  const hn::Rebind<std::uint16_t, Floats> halves;
  const hn::RebindToUnsigned<Floats> words;
  const auto widened = [&](auto values)
                           HWY_ATTR { return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(words, values))); };
  if (count >= hn::Lanes(d)) return widened(hn::LoadU(halves, from));
#if NARROWS_MASKS_HALVES
  return widened(hn::MaskedLoad(hn::FirstN(halves, count), halves, from));
#else
  HWY_ALIGN std::uint16_t lanes[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return widened(hn::Load(halves, lanes));
#endif
}

HWY_INLINE void store_first(Floats d, V value, float* to, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::StoreU(value, d, to);
#if HWY_ARCH_X86
  hn::BlendedStore(value, hn::FirstN(d, count), d, to);
#else
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(value, d, lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
#endif
}

/** Rounds to the nearest bfloat16, to the even one in between. */
HWY_INLINE void store_first(Floats d, V value, std::uint16_t* to, std::size_t count) {
  const hn::Rebind<std::uint16_t, Floats> halves;
  const hn::RebindToUnsigned<Floats> words;
  const auto bits = hn::BitCast(words, value);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1));
  const auto rounded = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(words, 0x7FFF))));
  const auto result = hn::TruncateTo(halves, rounded);
  if (count >= hn::Lanes(d)) return hn::StoreU(result, halves, to);
#if NARROWS_MASKS_HALVES
  hn::BlendedStore(result, hn::FirstN(halves, count), halves, to);
#else
  HWY_ALIGN std::uint16_t lanes[hn::MaxLanes(d)];
  hn::Store(result, halves, lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
#endif
}

/** The value as it will be read back. */
HWY_INLINE V as_stored(Floats, V value, const float*) { return value; }
HWY_INLINE V as_stored(Floats d, V value, const std::uint16_t*) {
  const hn::RebindToUnsigned<Floats> words;
  const auto bits = hn::BitCast(words, value);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1));
  const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(words, 0x7FFF)));
  return hn::BitCast(d, hn::And(rounded, hn::Set(words, 0xFFFF0000U)));
}

/** Adds the first `count` lanes to sums in double. */
HWY_INLINE void add_to(double* sums, Floats d, V value, std::size_t count) {
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(value, d, lanes);
  for (std::size_t i = 0; i < count; ++i) sums[i] += static_cast<double>(lanes[i]);
}

/** function<vectors>(first channel, channels) for blocks of at most most_vectors vectors. */
template <class Function>
HWY_INLINE void over_blocks(std::size_t channels, const Function& function) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t c = 0; c < channels; c += most_vectors * lanes) {
    const std::size_t left = channels - c < most_vectors * lanes ? channels - c : most_vectors * lanes;
    const std::size_t vectors = (left + lanes - 1) / lanes;
    if (vectors == 1) function.template operator()<1>(c, left);
    if (vectors == 2) function.template operator()<2>(c, left);
    if constexpr (most_vectors > 2) {
      if (vectors == 3) function.template operator()<3>(c, left);
      if (vectors == 4) function.template operator()<4>(c, left);
    }
  }
}

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
