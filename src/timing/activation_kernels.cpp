// Activations that are more than a clamp, in one pass over a map, and the shuffle of channels.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "activation_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <initializer_list>
#include <numbers>

#include "elementwise.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

/** Calls y(d, x) for all values. */
template <class Function>
HWY_INLINE void over_values(const RunOfPixels& run, const Function& y) {
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* in = run.a + p * run.a_stride;
    float* out = run.out + p * run.out_stride;
    over_channels(run.channels, [&](auto d, std::size_t i) HWY_ATTR {
      hn::StoreU(clamp(d, y(d, hn::LoadU(d, in + i)), run.clamp.low, run.clamp.high), d, out + i);
    });
  }
}

/** The value at `z` of the polynomial with these factors, that of the highest power first. */
template <class D, class V>
HWY_INLINE V polynomial(D d, V z, std::initializer_list<float> factors) {
  const float* factor = factors.begin();
  V sum = hn::Set(d, *factor);
  while (++factor != factors.end()) sum = hn::MulAdd(sum, z, hn::Set(d, *factor));
  return sum;
}

/** e^-x, right to 3e-7 of itself where it is neither below 1e-37 nor above 1e37. */
template <class D, class V>
HWY_INLINE V exp_of_minus(D d, V x) {
  const hn::RebindToSigned<D> whole;
  const V shift = hn::Set(d, 0x1.8p23F);  // sums with it are rounded to whole numbers, which their last bits hold
  const V shifted = hn::NegMulAdd(x, hn::Set(d, std::numbers::log2e_v<float>), shift);
  const V rest = hn::MulAdd(hn::Sub(shifted, shift), hn::Set(d, std::numbers::ln2_v<float>), x);  // within half of ln 2
  const V power = polynomial(
      d, rest, {-0.00829022937F, 0.0418983921F, -0.166676402F, 0.499991447F, -0.999999702F, 1.0F});  // a minimax fit
  return hn::BitCast(d, hn::Add(hn::BitCast(whole, power), hn::ShiftLeft<23>(hn::BitCast(whole, shifted))));
}

/** Where the first guess has 11 bits, one of Newton's steps is faster than a division. */
template <class D, class V>
HWY_INLINE V reciprocal(D d, V x) {
  if constexpr (HWY_ARCH_X86) {
    const V guess = hn::ApproximateReciprocal(x);
    return hn::Mul(guess, hn::NegMulAdd(x, guess, hn::Set(d, 2.0F)));
  } else {
    return hn::Div(hn::Set(d, 1.0F), x);
  }
}

/** 1 / (1 + e^-x), right to 5e-7; 0 below -80. */
template <class D, class V>
HWY_INLINE V sigmoid_of(D d, V x) {
  const V least = hn::Set(d, -80.0F);
  const V inside = hn::Min(hn::Max(x, least), hn::Set(d, 80.0F));
  const V y = reciprocal(d, hn::Add(exp_of_minus(d, inside), hn::Set(d, 1.0F)));
  return hn::IfThenElseZero(hn::Gt(x, least), y);
}

// What each curve makes of x.
template <class D, class V>
HWY_INLINE V bent(const LeakyRelu& op, D d, V x) {
  const V zero = hn::Zero(d);
  return hn::MulAdd(hn::Min(x, zero), hn::Set(d, op.slope), hn::Max(x, zero));
}

/** The difference may be wrong by half a unit of 1's last digit, which no layer behind it sees. */
template <class D, class V>
HWY_INLINE V bent(const Elu& op, D d, V x) {
  const V zero = hn::Zero(d);
  const V depth = hn::Min(hn::Max(hn::Neg(x), zero), hn::Set(d, 80.0F));
  const V below = hn::Sub(exp_of_minus(d, depth), hn::Set(d, 1.0F));
  return hn::IfThenElse(hn::Gt(x, zero), x, hn::Mul(below, hn::Set(d, op.alpha)));
}

template <class D, class V>
HWY_INLINE V bent(const Sigmoid&, D d, V x) {
  return sigmoid_of(d, x);
}

template <class D, class V>
HWY_INLINE V bent(const Silu&, D d, V x) {
  return hn::Mul(x, sigmoid_of(d, x));
}

template <class D, class V>
HWY_INLINE V bent(const HardSigmoid& op, D d, V x) {
  return clamp(d, hn::MulAdd(x, hn::Set(d, op.slope), hn::Set(d, op.offset)), 0.0F, 1.0F);
}

template <class D, class V>
HWY_INLINE V bent(const HardSwish&, D d, V x) {
  return hn::Mul(x, bent(HardSigmoid{}, d, x));
}

template <CurveOp Op>
HWY_INLINE void bend_values(const RunOfPixels& run, const Op op) {
  over_values(run, [&op](auto d, auto x) HWY_ATTR { return bent(op, d, x); });
}

void curve_pixels(const RunOfPixels& run) {
  std::visit([&run](const auto& op) HWY_ATTR { bend_values(run, op); }, run.curve);
}

/** Two halves of the channels, one of each in turn. */
void shuffle_halves(const RunOfPixels& run) {
  const hn::ScalableTag<float> d;
  const std::size_t half = run.channels / 2;
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* in = run.a + p * run.a_stride;
    float* out = run.out + p * run.out_stride;
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= half; i += hn::Lanes(d))
      hn::StoreInterleaved2(hn::LoadU(d, in + i), hn::LoadU(d, in + half + i), d, out + 2 * i);
    for (; i < half; ++i) {
      out[2 * i] = in[i];
      out[2 * i + 1] = in[half + i];
    }
  }
}

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(curve_pixels);
HWY_EXPORT(shuffle_halves);

void best_curve_pixels(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(curve_pixels)(run); }
void best_shuffle_halves(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(shuffle_halves)(run); }

/** Channels in any number of groups. */
void shuffle_groups(const RunOfPixels& run) {
  const auto groups = static_cast<std::size_t>(run.groups);
  const std::size_t width = run.channels / groups;
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* in = run.a + p * run.a_stride;
    float* out = run.out + p * run.out_stride;
    for (std::size_t group = 0; group < groups; ++group)
      for (std::size_t i = 0; i < width; ++i) out[i * groups + group] = in[group * width + i];
  }
}

}  // namespace

KernelPointer curve(const Curve& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool) {
  RunOfPixels run = joined(all_pixels(in, in, out, clamp));
  run.curve = op;
  return over_pixels(best_curve_pixels, run, {}, std::move(pool));
}

KernelPointer channel_shuffle(const ChannelShuffle& op, const Tensor& in, const Tensor& out, ThreadPool pool) {
  RunOfPixels run = all_pixels(in, in, out, {});
  run.groups = op.groups;
  return over_pixels(op.groups == 2 ? best_shuffle_halves : shuffle_groups, run, {}, std::move(pool));
}

}  // namespace narrows::timing
#endif
