// Activations that are more than a clamp, in one pass over a map, and the shuffle of channels.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "activation_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <initializer_list>

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

/** 1/2 + x p(x²) / q(x²), with the factors of Eigen and of onnxruntime, right to 2e-7; 0 or 1 beyond ±18. */
template <class D, class V>
HWY_INLINE V sigmoid_of(D d, V x) {
  const V least = hn::Set(d, -18.0F);
  const V inside = hn::Min(hn::Max(x, least), hn::Set(d, 18.0F));
  const V square = hn::Mul(inside, inside);
  const V p = polynomial(d, square,
                         {4.37031012579801e-11F, 1.15627324459942e-07F, 6.08574864600143e-05F, 8.51377133304701e-03F,
                          2.48287947061529e-01F});
  const V q = polynomial(d, square,
                         {6.10247389755681e-13F, 5.76102136993427e-09F, 6.29106785017040e-06F, 1.70198817374094e-03F,
                          1.16817656904453e-01F, 9.93151921023180e-01F});
  const V y = hn::Add(hn::Div(hn::Mul(inside, p), q), hn::Set(d, 0.5F));
  return hn::IfThenElseZero(hn::Gt(x, least), hn::Min(hn::Max(y, hn::Zero(d)), hn::Set(d, 1.0F)));
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
  const V below = hn::Sub(hn::Exp(d, hn::Min(x, zero)), hn::Set(d, 1.0F));
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
