#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "narrows/op.hpp"
#include "narrows/shape.hpp"

namespace narrows {

/** What an operation gives for maps of known shapes: the shape of its output, and what it counts. */
struct OpEffect {
  Shape shape;
  std::int64_t parameters = 0;  ///< Trainable scalars.
  std::int64_t macs = 0;        ///< Multiply-accumulates of convolutions and linear layers.
};

/** Throws std::invalid_argument: which operation, on which map, breaks which rule. */
[[noreturn]] void refuse(const Op& op, Shape shape, std::string_view rule);

/** Whether an operation can overwrite its input. */
template <class AnyOp>
[[nodiscard]] constexpr bool rewrites(const AnyOp&) {
  return std::is_same_v<AnyOp, Relu> || std::is_same_v<AnyOp, BatchNorm>;
}

// This part runs a hundred million times a second. Each function throws std::invalid_argument where the operation does
// not fit; a layer of 0 channels or an empty map fits, and has an empty output.

/** A map of the same channels behind a square window. */
[[nodiscard]] inline Shape behind_window(Shape in, int kernel, int stride, int padding) {
  const auto side = [&](int size) {
    const int span = size + 2 * padding - kernel;
    if (span < 0) return 0;
    return stride == 1 ? span + 1 : stride == 2 ? span / 2 + 1 : span / stride + 1;
  };
  return {in.channels, side(in.height), side(in.width)};
}

[[nodiscard]] inline int padding_of(const Conv2d& op) {
  return op.padding == same_padding ? op.kernel / 2 : op.padding;
}

[[nodiscard]] inline OpEffect effect(const Conv2d& op, Shape x) {
  const int padding = padding_of(op);
  if (op.out_channels < 0) refuse(op, x, "out_channels must not be negative");
  if (op.kernel < 1 || op.stride < 1 || padding < 0)
    refuse(op, x, "kernel and stride must be at least 1, padding at least 0");
  Shape out = behind_window(x, op.kernel, op.stride, padding);
  out.channels = op.out_channels;
  if (x.channels == 0 || op.out_channels == 0) return {out};
  int per_group = x.channels;
  if (op.groups == x.channels && op.groups == op.out_channels) {
    per_group = 1;
  } else if (op.groups != 1) {
    if (op.groups < 1 || x.channels % op.groups != 0 || op.out_channels % op.groups != 0)
      refuse(op, x, "groups must divide the input channels and out_channels");
    per_group = x.channels / op.groups;
  }
  const std::int64_t weights = std::int64_t{1} * op.kernel * op.kernel * per_group * op.out_channels;
  return {out, weights + (op.bias ? op.out_channels : 0), weights * out.height * out.width};
}

[[nodiscard]] inline OpEffect effect(const BatchNorm&, Shape x) { return {x, std::int64_t{2} * x.channels}; }

[[nodiscard]] inline OpEffect effect(const Relu&, Shape x) { return {x}; }

template <class Pool>
[[nodiscard]] inline OpEffect pool_effect(const Pool& op, Shape x) {
  if (op.kernel < 1 || op.stride < 1 || op.padding < 0 || 2 * op.padding > op.kernel)
    refuse(op, x, "kernel and stride must be at least 1, padding at most half the kernel");
  return {behind_window(x, op.kernel, op.stride, op.padding)};
}

[[nodiscard]] inline OpEffect effect(const MaxPool& op, Shape x) { return pool_effect(op, x); }

[[nodiscard]] inline OpEffect effect(const AveragePool& op, Shape x) { return pool_effect(op, x); }

[[nodiscard]] inline OpEffect effect(const GlobalAveragePool&, Shape x) { return {{x.channels, 1, 1}}; }

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
