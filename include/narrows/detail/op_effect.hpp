#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

#include "narrows/op.hpp"
#include "narrows/shape.hpp"

namespace narrows {

/** What an operation gives for maps of known shapes: the shape of its output, and what it counts. */
struct OpEffect {
  Shape shape;
  std::int64_t parameters = 0;  ///< Trainable scalars.
  std::int64_t macs = 0;        ///< Multiply-accumulates of convolutions and linear layers.
};

/** Throws std::invalid_argument unless a network can read images of this shape. */
void require_image(Shape input);

/** Throws std::invalid_argument: which operation, on which map, breaks which rule. */
[[noreturn]] void refuse(const Op& op, Shape shape, std::string_view rule);

/** Whether an operation can overwrite its input: each one says so. */
template <Activation AnyOp>
[[nodiscard]] constexpr bool rewrites(const AnyOp&) {
  return true;
}
[[nodiscard]] constexpr bool rewrites(const BatchNorm&) { return true; }
template <one_of<Conv2d, MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, Linear, Softmax, Slice, ChannelShuffle,
                 Add, Multiply, Concat>
              AnyOp>
[[nodiscard]] constexpr bool rewrites(const AnyOp&) {
  return false;
}

// This part runs a hundred million times a second. Each function throws std::invalid_argument where the operation does
// not fit; a layer of 0 channels or an empty map fits, and has an empty output.

/** Pixels that a kernel's side covers. */
[[nodiscard]] constexpr int reach(int kernel, int dilation) {
  return dilation == 1 ? kernel : dilation * (kernel - 1) + 1;
}

/** Places of a window along one side of a map, of which `padded` more than `size` are there. */
[[nodiscard]] inline int places(int padded, int window, int stride) {
  const int span = padded - window;
  if (span < 0) return 0;
  return stride == 1 ? span + 1 : stride == 2 ? span / 2 + 1 : span / stride + 1;
}

/** The padding in numbers. */
[[nodiscard]] inline Padding padding_of(const Conv2d& op) {
  if (op.padding != same_padding) return op.padding;
  const int rows = reach(op.kernel.height, op.dilation.height) / 2;
  const int columns = reach(op.kernel.width, op.dilation.width) / 2;
  return {rows, columns, rows, columns};
}

[[nodiscard]] constexpr bool positive(Sides sides) { return sides.height >= 1 && sides.width >= 1; }
[[nodiscard]] constexpr bool negative(Padding padding) {
  return padding.top < 0 || padding.left < 0 || padding.bottom < 0 || padding.right < 0;
}

[[nodiscard]] inline OpEffect effect(const Conv2d& op, Shape x) {
  const Padding padding = padding_of(op);
  if (op.out_channels < 0) refuse(op, x, "out_channels must not be negative");
  if (!positive(op.kernel) || !positive(op.stride) || !positive(op.dilation) || negative(padding))
    refuse(op, x, "kernel, stride and dilation must be at least 1, padding at least 0");
  const Shape out{
      op.out_channels,
      places(x.height + padding.top + padding.bottom, reach(op.kernel.height, op.dilation.height), op.stride.height),
      places(x.width + padding.left + padding.right, reach(op.kernel.width, op.dilation.width), op.stride.width)};
  if (x.channels == 0 || op.out_channels == 0) return {out};
  int per_group = x.channels;
  if (op.groups == x.channels && op.groups == op.out_channels) {
    per_group = 1;
  } else if (op.groups != 1) {
    if (op.groups < 1 || x.channels % op.groups != 0 || op.out_channels % op.groups != 0)
      refuse(op, x, "groups must divide the input channels and out_channels");
    per_group = x.channels / op.groups;
  }
  const std::int64_t weights = std::int64_t{1} * op.kernel.height * op.kernel.width * per_group * op.out_channels;
  return {out, weights + (op.bias ? op.out_channels : 0), weights * out.height * out.width};
}

[[nodiscard]] inline OpEffect effect(const BatchNorm& op, Shape x) {
  if (!(op.epsilon >= 0) || std::isinf(op.epsilon)) refuse(op, x, "epsilon must be a finite number of at least 0");
  return {x, std::int64_t{2} * x.channels};
}

template <Activation AnyOp>
[[nodiscard]] inline OpEffect effect(const AnyOp&, Shape x) {
  return {x};
}

[[nodiscard]] inline OpEffect effect(const Relu& op, Shape x) {
  if (!(op.max > 0)) refuse(op, x, "max must be above 0");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const Clip& op, Shape x) {
  if (!(op.min < op.max)) refuse(op, x, "min must be below max");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const LeakyRelu& op, Shape x) {
  if (!std::isfinite(op.slope)) refuse(op, x, "slope must be a finite number");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const Elu& op, Shape x) {
  if (!std::isfinite(op.alpha)) refuse(op, x, "alpha must be a finite number");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const HardSigmoid& op, Shape x) {
  if (!std::isfinite(op.slope) || !std::isfinite(op.offset)) refuse(op, x, "slope and offset must be finite numbers");
  return {x};
}

/** As `places`; with ceil_mode also where a window begins on the map or in the padding before it, and hangs over. */
[[nodiscard]] inline int pool_places(int before, int size, int behind, int window, int stride, bool ceil_mode) {
  if (!ceil_mode) return places(before + size + behind, window, stride);
  const int all = places(before + size + behind + stride - 1, window, stride);
  return (all - 1) * stride >= before + size ? all - 1 : all;
}

template <class Pool>
[[nodiscard]] inline OpEffect pool_effect(const Pool& op, Shape x) {
  const Padding& pad = op.padding;
  if (!positive(op.kernel) || !positive(op.stride) || negative(pad) ||
      std::max(pad.top, pad.bottom) >= op.kernel.height || std::max(pad.left, pad.right) >= op.kernel.width)
    refuse(op, x, "kernel and stride must be at least 1, padding at least 0 and less than the kernel");
  return {{x.channels, pool_places(pad.top, x.height, pad.bottom, op.kernel.height, op.stride.height, op.ceil_mode),
           pool_places(pad.left, x.width, pad.right, op.kernel.width, op.stride.width, op.ceil_mode)}};
}

[[nodiscard]] inline OpEffect effect(const MaxPool& op, Shape x) { return pool_effect(op, x); }

[[nodiscard]] inline OpEffect effect(const AveragePool& op, Shape x) { return pool_effect(op, x); }

[[nodiscard]] inline OpEffect effect(const GlobalAveragePool&, Shape x) { return {{x.channels, 1, 1}}; }

[[nodiscard]] inline OpEffect effect(const GlobalMaxPool&, Shape x) { return {{x.channels, 1, 1}}; }

[[nodiscard]] inline OpEffect effect(const Slice& op, Shape x) {
  if (op.begin < 0 || op.end < op.begin || op.end > x.channels)
    refuse(op, x, "begin and end must be channels of the map, in this order");
  return {{op.end - op.begin, x.height, x.width}};
}

[[nodiscard]] inline OpEffect effect(const ChannelShuffle& op, Shape x) {
  if (op.groups < 1 || x.channels % op.groups != 0) refuse(op, x, "groups must divide the channels");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const Linear& op, Shape x) {
  if (op.out_features < 0) refuse(op, x, "out_features must not be negative");
  const std::int64_t weights = x.elements() * op.out_features;
  return {{op.out_features, 1, 1}, weights + (op.bias ? op.out_features : 0), weights};
}

[[nodiscard]] inline OpEffect effect(const Softmax& op, Shape x) {
  if (x.height != 1 || x.width != 1) refuse(op, x, "the map must be 1 x 1");
  return {x};
}

[[nodiscard]] inline OpEffect effect(const Add& op, Shape a, Shape b) {
  if (!(a == b)) refuse(op, b, "both maps must have the same shape");
  return {a};
}

[[nodiscard]] inline OpEffect effect(const Multiply& op, Shape a, Shape b) {
  if (!(a == b) && !(b == Shape{a.channels, 1, 1}))
    refuse(op, b, "the second map must have the shape of the first, or be one value for each of its channels");
  return {a};
}

/** Of values, or of anything else that has a shape. */
template <class AnyValue>
[[nodiscard]] inline OpEffect effect(const Concat& op, std::span<const AnyValue> parts) {
  if (parts.empty()) refuse(op, {}, "there must be at least one map");
  Shape shape = parts.front().shape;
  for (const AnyValue& part : parts.subspan(1)) {
    if (part.shape.height != shape.height || part.shape.width != shape.width)
      refuse(op, part.shape, "all maps must have the same height and width");
    shape.channels += part.shape.channels;
  }
  return {shape};
}

}  // namespace narrows
