// Activations that are more than a clamp, in one pass over a map, and the shuffle of channels.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "activation_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

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

template <class D, class V>
HWY_INLINE V sigmoid_of(D d, V x) {
  const V one = hn::Set(d, 1.0F);
  const V power = hn::Exp(d, hn::Neg(hn::Max(x, hn::Set(d, -87.0F))));  // beyond it 1 + exp(-x) is infinite
  return hn::Div(one, hn::Add(one, power));
}

void leaky_relu_pixels(const RunOfPixels& run) {
  over_values(run, [&](auto d, auto x) HWY_ATTR {
    const auto zero = hn::Zero(d);
    return hn::MulAdd(hn::Min(x, zero), hn::Set(d, run.slope), hn::Max(x, zero));
  });
}

void sigmoid_pixels(const RunOfPixels& run) {
  over_values(run, [](auto d, auto x) HWY_ATTR { return sigmoid_of(d, x); });
}

void silu_pixels(const RunOfPixels& run) {
  over_values(run, [](auto d, auto x) HWY_ATTR { return hn::Mul(x, sigmoid_of(d, x)); });
}

void hard_sigmoid_pixels(const RunOfPixels& run) {
  over_values(run, [&](auto d, auto x) HWY_ATTR {
    return clamp(d, hn::MulAdd(x, hn::Set(d, run.slope), hn::Set(d, run.offset)), 0.0F, 1.0F);
  });
}

void hard_swish_pixels(const RunOfPixels& run) {
  over_values(run, [](auto d, auto x) HWY_ATTR {
    return hn::Mul(x, clamp(d, hn::MulAdd(x, hn::Set(d, 1.0F / 6), hn::Set(d, 0.5F)), 0.0F, 1.0F));
  });
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

HWY_EXPORT(leaky_relu_pixels);
HWY_EXPORT(sigmoid_pixels);
HWY_EXPORT(silu_pixels);
HWY_EXPORT(hard_sigmoid_pixels);
HWY_EXPORT(hard_swish_pixels);
HWY_EXPORT(shuffle_halves);

PixelFunction function_of(const Curve& op) {
  using Function = PixelFunction;
  return std::visit(overloaded{[](const LeakyRelu&) -> Function {
                                 return [](const auto& run) { HWY_DYNAMIC_DISPATCH(leaky_relu_pixels)(run); };
                               },
                               [](const Sigmoid&) -> Function {
                                 return [](const auto& run) { HWY_DYNAMIC_DISPATCH(sigmoid_pixels)(run); };
                               },
                               [](const Silu&) -> Function {
                                 return [](const auto& run) { HWY_DYNAMIC_DISPATCH(silu_pixels)(run); };
                               },
                               [](const HardSigmoid&) -> Function {
                                 return [](const auto& run) { HWY_DYNAMIC_DISPATCH(hard_sigmoid_pixels)(run); };
                               },
                               [](const HardSwish&) -> Function {
                                 return [](const auto& run) { HWY_DYNAMIC_DISPATCH(hard_swish_pixels)(run); };
                               }},
                    op.function);
}

/** Channels in any number of groups; the number comes in `slope`, where a curve would have its own. */
void shuffle_groups(const RunOfPixels& run) {
  const auto groups = static_cast<std::size_t>(run.slope);
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
  std::visit(overloaded{[&](const LeakyRelu& leaky) { run.slope = leaky.slope; },
                        [&](const HardSigmoid& hard) {
                          run.slope = hard.slope;
                          run.offset = hard.offset;
                        },
                        [](const one_of<Sigmoid, HardSwish, Silu> auto&) {}},
             op.function);
  return over_pixels(function_of(op), run, {}, std::move(pool));
}

KernelPointer channel_shuffle(const ChannelShuffle& op, const Tensor& in, const Tensor& out, ThreadPool pool) {
  RunOfPixels run = all_pixels(in, in, out, {});
  if (op.groups == 2)
    return over_pixels(
        [](const RunOfPixels& halves) {
          HWY_DYNAMIC_DISPATCH(shuffle_halves)
          (halves);
        },
        run, {}, std::move(pool));
  run.slope = static_cast<float>(op.groups);
  return over_pixels(shuffle_groups, run, {}, std::move(pool));
}

}  // namespace narrows::timing
#endif
