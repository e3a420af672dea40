// Between stored arrays and working memory: what is fused into the operations on both sides happens here.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "value_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>

#include "kernels.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::training::HWY_NAMESPACE {

/** function(row of the patch, index of its first pixel). */
template <class Function>
HWY_INLINE void over_rows(const Patch& patch, const Function& function) {
  std::size_t pixel = 0;
  for (std::size_t image = 0; image < patch.images; ++image)
    for (std::size_t y = 0; y < patch.height; ++y, pixel += patch.width)
      function(patch.data + image * patch.image_stride + y * patch.row_stride, pixel);
}

template <class T, int Vectors, bool Affine>
HWY_INLINE void load_block(const Reading& reading, const Patch& patch, std::size_t c, std::size_t channels, bool add) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = channels - (Vectors - 1) * lanes;
  const V low = hn::Set(d, reading.low);
  const V high = hn::Set(d, reading.high);
  V scale[Vectors], shift[Vectors];
  if constexpr (Affine)
    for (int v = 0; v < Vectors; ++v) {
      scale[v] = hn::LoadU(d, reading.scale + c + v * lanes);
      shift[v] = hn::LoadU(d, reading.shift + c + v * lanes);
    }
  over_rows(patch, [&](float* row, std::size_t pixel) HWY_ATTR {
    const T* from = static_cast<const T*>(reading.data) + pixel * reading.stride + c;
    float* to = row + c;
    for (std::size_t x = 0; x < patch.width; ++x, from += reading.stride, to += patch.pitch)
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        V value = load_first(d, from + v * lanes, v + 1 < Vectors ? lanes : last);
        if constexpr (Affine) value = hn::MulAdd(value, scale[v], shift[v]);
        value = hn::Min(hn::Max(value, low), high);
        if (add) value = hn::Add(value, hn::LoadU(d, to + v * lanes));
        hn::StoreU(value, d, to + v * lanes);
      }
  });
}

template <class T>
HWY_INLINE void load_all(const Reading& reading, const Patch& patch, bool add) {
  over_blocks(reading.channels, [&]<int Vectors>(std::size_t c, std::size_t channels) HWY_ATTR {
    if (reading.scale == nullptr)
      load_block<T, Vectors, false>(reading, patch, c, channels, add);
    else
      load_block<T, Vectors, true>(reading, patch, c, channels, add);
  });
}

void load_values(const Reading& reading, const Patch& patch, bool add) {
  if (reading.half) return load_all<std::uint16_t>(reading, patch, add);
  load_all<float>(reading, patch, add);
}

template <class T, int Vectors, bool Corrected>
HWY_INLINE void gradient_block(const GradientReading& reading, const Patch& patch, std::size_t c,
                               std::size_t channels) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = channels - (Vectors - 1) * lanes;
  V slope[Vectors], offset[Vectors];
  if constexpr (Corrected)
    for (int v = 0; v < Vectors; ++v) {
      slope[v] = hn::LoadU(d, reading.slope + c + v * lanes);
      offset[v] = load_first(d, reading.offset + c + v * lanes, v + 1 < Vectors ? lanes : last);
    }
  over_rows(patch, [&](float* row, std::size_t pixel) HWY_ATTR {
    const T* gradient = static_cast<const T*>(reading.gradient) + pixel * reading.stride + c;
    const T* values = static_cast<const T*>(reading.values) + pixel * reading.stride + c;
    float* to = row + c;
    for (std::size_t x = 0; x < patch.width; ++x, to += patch.pitch) {
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        const std::size_t count = v + 1 < Vectors ? lanes : last;
        V value = load_first(d, gradient + v * lanes, count);
        if constexpr (Corrected)
          value = hn::Add(value, hn::MulAdd(load_first(d, values + v * lanes, count), slope[v], offset[v]));
        hn::StoreU(value, d, to + v * lanes);
      }
      gradient += reading.stride;
      values += reading.stride;
    }
  });
}

template <class T>
HWY_INLINE void gradient_all(const GradientReading& reading, const Patch& patch) {
  over_blocks(reading.channels, [&]<int Vectors>(std::size_t c, std::size_t channels) HWY_ATTR {
    if (reading.slope == nullptr)
      gradient_block<T, Vectors, false>(reading, patch, c, channels);
    else
      gradient_block<T, Vectors, true>(reading, patch, c, channels);
  });
}

void load_gradient(const GradientReading& reading, const Patch& patch) {
  if (reading.half) return gradient_all<std::uint16_t>(reading, patch);
  gradient_all<float>(reading, patch);
}

/** Pixels whose sums are kept in float32 before they are added up in double. */
constexpr std::size_t summed_at_once = 128;

template <class T, int Vectors, bool Sums>
HWY_INLINE void store_block(const Storing& storing, std::size_t c, std::size_t channels) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = channels - (Vectors - 1) * lanes;
  for (std::size_t begin = 0; begin < storing.pixels; begin += summed_at_once) {
    const float* from = storing.from + begin * storing.pitch + c;
    T* to = static_cast<T*>(storing.to) + begin * storing.stride + c;
    const std::size_t pixels = std::min(summed_at_once, storing.pixels - begin);
    V sums[Vectors], squares[Vectors];
    for (int v = 0; v < Vectors; ++v) sums[v] = squares[v] = hn::Zero(d);
    for (std::size_t p = 0; p < pixels; ++p, from += storing.pitch, to += storing.stride)
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        const V value = as_stored(d, hn::LoadU(d, from + v * lanes), to);
        store_first(d, value, to + v * lanes, v + 1 < Vectors ? lanes : last);
        if constexpr (Sums) {
          sums[v] = hn::Add(sums[v], value);
          squares[v] = hn::MulAdd(value, value, squares[v]);
        }
      }
    if constexpr (Sums)
      for (int v = 0; v < Vectors; ++v) {
        add_to(storing.sums + c + v * lanes, d, sums[v], v + 1 < Vectors ? lanes : last);
        add_to(storing.squares + c + v * lanes, d, squares[v], v + 1 < Vectors ? lanes : last);
      }
  }
}

template <class T>
HWY_INLINE void store_all(const Storing& storing) {
  over_blocks(storing.channels, [&]<int Vectors>(std::size_t c, std::size_t channels) HWY_ATTR {
    if (storing.sums == nullptr)
      store_block<T, Vectors, false>(storing, c, channels);
    else
      store_block<T, Vectors, true>(storing, c, channels);
  });
}

void store_values(const Storing& storing) {
  if (storing.half) return store_all<std::uint16_t>(storing);
  store_all<float>(storing);
}

template <class T, int Vectors, bool Affine, bool Add>
HWY_INLINE void store_gradient_block(const GradientStoring& storing, std::size_t c, std::size_t channels) {
  const Floats d;
  const Reading& reading = storing.reading;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = channels - (Vectors - 1) * lanes;
  const V low = hn::Set(d, reading.low);
  const V high = hn::Set(d, reading.high);
  V scale[Vectors], shift[Vectors];
  for (int v = 0; v < Vectors; ++v) {
    scale[v] = Affine ? hn::LoadU(d, reading.scale + c + v * lanes) : hn::Set(d, 1);
    shift[v] = Affine ? hn::LoadU(d, reading.shift + c + v * lanes) : hn::Zero(d);
  }
  for (std::size_t begin = 0; begin < storing.pixels; begin += summed_at_once) {
    const float* from = storing.from + begin * storing.pitch + c;
    const T* values = static_cast<const T*>(reading.data) + begin * reading.stride + c;
    T* to = static_cast<T*>(storing.gradient) + begin * reading.stride + c;
    const std::size_t pixels = std::min(summed_at_once, storing.pixels - begin);
    V sums[Vectors], products[Vectors];
    for (int v = 0; v < Vectors; ++v) sums[v] = products[v] = hn::Zero(d);
    for (std::size_t p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        const std::size_t count = v + 1 < Vectors ? lanes : last;
        const V value = load_first(d, values + v * lanes, count);
        const V read = Affine ? hn::MulAdd(value, scale[v], shift[v]) : value;
        V gradient = hn::LoadU(d, from + v * lanes);
        gradient = hn::IfThenElseZero(hn::And(hn::Gt(read, low), hn::Lt(read, high)), gradient);
        if constexpr (Affine) {
          sums[v] = hn::Add(sums[v], gradient);
          products[v] = hn::MulAdd(gradient, value, products[v]);
          gradient = hn::Mul(gradient, scale[v]);
        }
        if constexpr (Add) gradient = hn::Add(gradient, load_first(d, to + v * lanes, count));
        store_first(d, gradient, to + v * lanes, count);
      }
      from += storing.pitch;
      values += reading.stride;
      to += reading.stride;
    }
    if constexpr (Affine)
      for (int v = 0; v < Vectors; ++v) {
        add_to(storing.sums + c + v * lanes, d, sums[v], v + 1 < Vectors ? lanes : last);
        add_to(storing.products + c + v * lanes, d, products[v], v + 1 < Vectors ? lanes : last);
      }
  }
}

template <class T, bool Affine>
HWY_INLINE void store_gradient_all(const GradientStoring& storing) {
  over_blocks(storing.reading.channels, [&]<int Vectors>(std::size_t c, std::size_t channels) HWY_ATTR {
    if (storing.add)
      store_gradient_block<T, Vectors, Affine, true>(storing, c, channels);
    else
      store_gradient_block<T, Vectors, Affine, false>(storing, c, channels);
  });
}

void store_gradient(const GradientStoring& storing) {
  const bool affine = storing.reading.scale != nullptr;
  if (storing.reading.half)
    affine ? store_gradient_all<std::uint16_t, true>(storing) : store_gradient_all<std::uint16_t, false>(storing);
  else
    affine ? store_gradient_all<float, true>(storing) : store_gradient_all<float, false>(storing);
}

void scale_values(const Scaling& scaling) {
  const Floats d;
  for (std::size_t p = 0; p < scaling.pixels; ++p) {
    float* values = scaling.values + p * scaling.pitch;
    const float* factors = scaling.factors + p * scaling.factor_pitch;
    for (std::size_t c = 0; c < scaling.channels; c += hn::Lanes(d))
      hn::StoreU(hn::Mul(hn::LoadU(d, values + c), hn::LoadU(d, factors + c)), d, values + c);
  }
}

void add_channels(const ChannelSums& sums) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t c = 0; c < sums.channels; c += lanes) {
    V sum = hn::Zero(d);
    for (std::size_t p = 0; p < sums.pixels; ++p) sum = hn::Add(sum, hn::LoadU(d, sums.from + sums.at[p] + c));
    hn::StoreU(hn::Add(sum, hn::LoadU(d, sums.sums + c)), d, sums.sums + c);
  }
}

void descend(const Descent& descent) {
  const Floats d;
  const V rate = hn::Set(d, descent.learning_rate);
  const V decay = hn::Set(d, descent.weight_decay);
  const V factor = hn::Set(d, descent.momentum_factor);
  for (std::size_t i = 0; i < descent.count; i += hn::Lanes(d)) {
    V gradient = hn::LoadU(d, descent.gradients + i);
    for (std::size_t share = 1; share < descent.shares; ++share)
      gradient = hn::Add(gradient, hn::LoadU(d, descent.gradients + share * descent.share_stride + i));
    hn::StoreU(gradient, d, descent.gradients + i);
    const V value = hn::LoadU(d, descent.values + i);
    gradient = hn::MulAdd(value, decay, gradient);
    const V momentum = hn::MulAdd(hn::LoadU(d, descent.momentum + i), factor, gradient);
    hn::StoreU(momentum, d, descent.momentum + i);
    const V step = descent.nesterov ? hn::MulAdd(momentum, factor, gradient) : momentum;
    hn::StoreU(hn::NegMulAdd(rate, step, value), d, descent.values + i);
  }
}

}  // namespace narrows::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::training {

HWY_EXPORT(load_values);
HWY_EXPORT(load_gradient);
HWY_EXPORT(store_values);
HWY_EXPORT(store_gradient);
HWY_EXPORT(scale_values);
HWY_EXPORT(add_channels);
HWY_EXPORT(descend);

void load_values(const Reading& reading, const Patch& patch, bool add) {
  if (reading.bend) return load_bent_values(reading, patch, add);
  HWY_DYNAMIC_DISPATCH(load_values)(reading, patch, add);
}
void load_gradient(const GradientReading& reading, const Patch& patch) {
  HWY_DYNAMIC_DISPATCH(load_gradient)(reading, patch);
}
void store_values(const Storing& storing) { HWY_DYNAMIC_DISPATCH(store_values)(storing); }
void store_gradient(const GradientStoring& storing) {
  if (storing.reading.bend) bend_gradient(storing);
  HWY_DYNAMIC_DISPATCH(store_gradient)(storing);
}
void scale_values(const Scaling& scaling) { HWY_DYNAMIC_DISPATCH(scale_values)(scaling); }
void add_channels(const ChannelSums& sums) { HWY_DYNAMIC_DISPATCH(add_channels)(sums); }
void descend(const Descent& descent) { HWY_DYNAMIC_DISPATCH(descend)(descent); }

}  // namespace narrows::training
#endif
