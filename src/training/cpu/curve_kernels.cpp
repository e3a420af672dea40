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

/** Each has its values and the slopes of its graph. */
struct LeakyRelu {
  V below;
  explicit LeakyRelu(const Bend& bend) : below(number(bend.slope)) {}
  [[nodiscard]] HWY_INLINE V value(V x) const { return hn::Mul(x, slope(x)); }
  [[nodiscard]] HWY_INLINE V slope(V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(Floats())), number(1), below);
  }
};
struct Sigmoid {
  explicit Sigmoid(const Bend&) {}
  [[nodiscard]] HWY_INLINE V value(V x) const { return logistic(x); }
  [[nodiscard]] HWY_INLINE V slope(V x) const {
    const V y = logistic(x);
    return hn::NegMulAdd(y, y, y);
  }
};
struct HardSigmoid {
  V inner, offset;
  explicit HardSigmoid(const Bend& bend) : inner(number(bend.slope)), offset(number(bend.offset)) {}
  [[nodiscard]] HWY_INLINE V value(V x) const { return between_0_and_1(hn::MulAdd(x, inner, offset)); }
  [[nodiscard]] HWY_INLINE V slope(V x) const { return if_inside_0_and_1(hn::MulAdd(x, inner, offset), inner); }
};
struct HardSwish {
  explicit HardSwish(const Bend&) {}
  [[nodiscard]] static HWY_INLINE V line(V x) { return hn::MulAdd(x, number(1.0F / 6), number(0.5F)); }
  [[nodiscard]] HWY_INLINE V value(V x) const { return hn::Mul(x, between_0_and_1(line(x))); }
  [[nodiscard]] HWY_INLINE V slope(V x) const {
    const V gate = line(x);
    return hn::Add(between_0_and_1(gate), if_inside_0_and_1(gate, hn::Mul(x, number(1.0F / 6))));
  }
};
struct Silu {
  explicit Silu(const Bend&) {}
  [[nodiscard]] HWY_INLINE V value(V x) const { return hn::Mul(x, logistic(x)); }
  [[nodiscard]] HWY_INLINE V slope(V x) const {
    const V y = logistic(x);
    return hn::MulAdd(hn::Mul(x, y), hn::Sub(number(1), y), y);
  }
};

template <class Function>
HWY_INLINE void with_curve(const Bend& bend, const Function& function) {
  switch (bend.curve) {
    case Curve::none:
      return;
    case Curve::leaky_relu:
      return function(LeakyRelu(bend));
    case Curve::sigmoid:
      return function(Sigmoid(bend));
    case Curve::hard_sigmoid:
      return function(HardSigmoid(bend));
    case Curve::hard_swish:
      return function(HardSwish(bend));
    case Curve::silu:
      return function(Silu(bend));
  }
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
HWY_INLINE void load_bent(const Reading& reading, const Patch& patch, bool add) {
  const Floats d;
  with_curve(reading.bend, [&](const auto& curve) HWY_ATTR {
    std::size_t pixel = 0;
    for (std::size_t image = 0; image < patch.images; ++image)
      for (std::size_t y = 0; y < patch.height; ++y)
        for (std::size_t x = 0; x < patch.width; ++x, ++pixel) {
          float* to = patch.data + image * patch.image_stride + y * patch.row_stride + x * patch.pitch;
          over_vectors<T>(reading, pixel, [&](std::size_t c, V value) HWY_ATTR {
            value = curve.value(value);
            hn::StoreU(add ? hn::Add(value, hn::LoadU(d, to + c)) : value, d, to + c);
          });
        }
  });
}

void load_bent_values(const Reading& reading, const Patch& patch, bool add) {
  reading.half ? load_bent<std::uint16_t>(reading, patch, add) : load_bent<float>(reading, patch, add);
}

template <class T>
HWY_INLINE void bend_all(const GradientStoring& storing) {
  const Floats d;
  with_curve(storing.reading.bend, [&](const auto& curve) HWY_ATTR {
    for (std::size_t pixel = 0; pixel < storing.pixels; ++pixel)
      over_vectors<T>(storing.reading, pixel, [&](std::size_t c, V value) HWY_ATTR {
        float* gradient = storing.from + pixel * storing.pitch + c;
        hn::StoreU(hn::Mul(hn::LoadU(d, gradient), curve.slope(value)), d, gradient);
      });
  });
}

void bend_gradient(const GradientStoring& storing) {
  storing.reading.half ? bend_all<std::uint16_t>(storing) : bend_all<float>(storing);
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
