// Activations that are more than a cut, and what they make of gradients.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "curve_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <algorithm>

#include "kernels.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

HWY_INLINE V number(float value) { return hn::Set(Floats(), value); }
HWY_INLINE V between_0_and_1(V x) { return hn::Min(hn::Max(x, hn::Zero(Floats())), number(1)); }
HWY_INLINE V if_inside_0_and_1(V x, V value) {
  return hn::IfThenElseZero(hn::And(hn::Gt(x, hn::Zero(Floats())), hn::Lt(x, number(1))), value);
}
HWY_INLINE V logistic(V x) {
  const V power = hn::Exp(Floats(), hn::Neg(hn::Max(x, number(-87))));  // beyond it 1 + exp(-x) is infinite
  return hn::Div(number(1), hn::Add(number(1), power));
}

// Of each curve the value at x, and the slope of its graph there.
HWY_INLINE V slope(const LeakyRelu& op, V x) {
  return hn::IfThenElse(hn::Gt(x, hn::Zero(Floats())), number(1), number(op.slope));
}
HWY_INLINE V value(const LeakyRelu& op, V x) { return hn::Mul(x, slope(op, x)); }

HWY_INLINE V falling(const Elu& op, V x) {
  return hn::Mul(number(op.alpha), hn::Exp(Floats(), hn::Min(x, hn::Zero(Floats()))));
}
HWY_INLINE V value(const Elu& op, V x) {
  return hn::IfThenElse(hn::Gt(x, hn::Zero(Floats())), x, hn::Sub(falling(op, x), number(op.alpha)));
}
HWY_INLINE V slope(const Elu& op, V x) {
  return hn::IfThenElse(hn::Gt(x, hn::Zero(Floats())), number(1), falling(op, x));
}

HWY_INLINE V value(const Sigmoid&, V x) { return logistic(x); }
HWY_INLINE V slope(const Sigmoid&, V x) {
  const V y = logistic(x);
  return hn::NegMulAdd(y, y, y);
}

HWY_INLINE V line(const HardSigmoid& op, V x) { return hn::MulAdd(x, number(op.slope), number(op.offset)); }
HWY_INLINE V value(const HardSigmoid& op, V x) { return between_0_and_1(line(op, x)); }
HWY_INLINE V slope(const HardSigmoid& op, V x) { return if_inside_0_and_1(line(op, x), number(op.slope)); }

HWY_INLINE V value(const HardSwish&, V x) { return hn::Mul(x, value(HardSigmoid{}, x)); }
HWY_INLINE V slope(const HardSwish&, V x) { return hn::MulAdd(x, slope(HardSigmoid{}, x), value(HardSigmoid{}, x)); }

HWY_INLINE V value(const Silu&, V x) { return hn::Mul(x, logistic(x)); }
HWY_INLINE V slope(const Silu&, V x) {
  const V y = logistic(x);
  return hn::MulAdd(hn::Mul(x, y), hn::Sub(number(1), y), y);
}

/** Calls function(first channel, channels, values before they are bent) for all vectors of a pixel. */
template <class T, class Function>
HWY_INLINE void over_vectors(const Reading& reading, std::size_t pixel, const Function& function) {
  const Floats d;
  const T* from = static_cast<const T*>(reading.data) + pixel * reading.stride;
  for (std::size_t c = 0; c < reading.channels; c += hn::Lanes(d)) {
    const std::size_t count = std::min(hn::Lanes(d), reading.channels - c);
    V value = load_first(d, from + c, count);
    if (reading.scale != nullptr)
      value = hn::MulAdd(value, hn::LoadU(d, reading.scale + c), hn::LoadU(d, reading.shift + c));
    function(c, value);
  }
}

template <class T>
HWY_INLINE void load_bent(const Reading& reading, const Patch& patch, bool add, const CurveOp auto curve) {
  const Floats d;
  std::size_t pixel = 0;
  for (std::size_t image = 0; image < patch.images; ++image)
    for (std::size_t y = 0; y < patch.height; ++y)
      for (std::size_t x = 0; x < patch.width; ++x, ++pixel) {
        float* to = patch.data + image * patch.image_stride + y * patch.row_stride + x * patch.pitch;
        over_vectors<T>(reading, pixel, [&](std::size_t c, V before) HWY_ATTR {
          const V bent = value(curve, before);
          hn::StoreU(add ? hn::Add(bent, hn::LoadU(d, to + c)) : bent, d, to + c);
        });
      }
}

void load_bent_values(const Reading& reading, const Patch& patch, bool add) {
  std::visit(
      [&](const auto curve) HWY_ATTR {
        reading.half ? load_bent<std::uint16_t>(reading, patch, add, curve)
                     : load_bent<float>(reading, patch, add, curve);
      },
      *reading.bend);
}

template <class T>
HWY_INLINE void bend_all(const GradientStoring& storing, const CurveOp auto curve) {
  const Floats d;
  for (std::size_t pixel = 0; pixel < storing.pixels; ++pixel)
    over_vectors<T>(storing.reading, pixel, [&](std::size_t c, V before) HWY_ATTR {
      float* gradient = storing.from + pixel * storing.pitch + c;
      hn::StoreU(hn::Mul(hn::LoadU(d, gradient), slope(curve, before)), d, gradient);
    });
}

void bend_gradient(const GradientStoring& storing) {
  std::visit(
      [&](const auto curve) HWY_ATTR {
        storing.reading.half ? bend_all<std::uint16_t>(storing, curve) : bend_all<float>(storing, curve);
      },
      *storing.reading.bend);
}

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::training {

HWY_EXPORT(load_bent_values);
HWY_EXPORT(bend_gradient);

void load_bent_values(const Reading& reading, const Patch& patch, bool add) {
  HWY_DYNAMIC_DISPATCH(load_bent_values)(reading, patch, add);
}
void bend_gradient(const GradientStoring& storing) { HWY_DYNAMIC_DISPATCH(bend_gradient)(storing); }

}  // namespace narrows::training
#endif
