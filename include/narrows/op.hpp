#pragma once

#include <concepts>
#include <limits>
#include <string_view>
#include <variant>

namespace narrows {

/** A height and a width; one number stands for a square: `.kernel = 3`, `.kernel = {1, 3}`. */
struct Sides {
  int height;
  int width;

  constexpr Sides(int side) : height(side), width(side) {}  // NOLINT(google-explicit-constructor)
  constexpr Sides(int rows, int columns) : height(rows), width(columns) {}

  [[nodiscard]] constexpr bool square() const { return height == width; }
  [[nodiscard]] constexpr long long area() const { return 1LL * height * width; }
  friend constexpr bool operator==(const Sides&, const Sides&) = default;
};

/** What is added around a map; one number stands for all sides: `.padding = 1`, `.padding = {0, 0, 1, 1}`. */
struct Padding {
  int top;
  int left;
  int bottom;
  int right;

  constexpr Padding(int each) : Padding(each, each, each, each) {}  // NOLINT(google-explicit-constructor)
  constexpr Padding(int above, int before, int below, int behind)
      : top(above), left(before), bottom(below), right(behind) {}

  /** Whether opposite sides get the same. */
  [[nodiscard]] constexpr bool balanced() const { return top == bottom && left == right; }
  friend constexpr bool operator==(const Padding&, const Padding&) = default;
};

/** Padding of kernel / 2 zeros on each side: the map keeps its size at stride 1 with an odd kernel. */
inline constexpr Padding same_padding = -1;

/** Convolution. `groups` equal to the input channels makes it depthwise. */
struct Conv2d {
  int out_channels = 0;
  Sides kernel = 1;
  Sides stride = 1;
  Padding padding = same_padding;  ///< Zeros on each side.
  int groups = 1;
  bool bias = false;
  Sides dilation = 1;  ///< Pixels from one tap to the next.
  friend bool operator==(const Conv2d&, const Conv2d&) = default;
};

/** Batch normalisation with scale and shift (affine), one pair per channel. */
struct BatchNorm {
  double epsilon = 1e-5;
  friend bool operator==(const BatchNorm&, const BatchNorm&) = default;
};

/** max(0, x), cut off at `max` where that is finite (ReLU6 has 6). */
struct Relu {
  float max = std::numeric_limits<float>::infinity();
  friend bool operator==(const Relu&, const Relu&) = default;
};

/** x, cut off below `min` and above `max`. */
struct Clip {
  float min = -std::numeric_limits<float>::infinity();
  float max = std::numeric_limits<float>::infinity();
  friend bool operator==(const Clip&, const Clip&) = default;
};

/** x where it is positive, else slope * x. */
struct LeakyRelu {
  float slope = 0.01F;
  friend bool operator==(const LeakyRelu&, const LeakyRelu&) = default;
};

/** x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., ICLR 2016). */
struct Elu {
  float alpha = 1;
  friend bool operator==(const Elu&, const Elu&) = default;
};

/** 1 / (1 + exp(-x)). */
struct Sigmoid {
  friend bool operator==(const Sigmoid&, const Sigmoid&) = default;
};

/** slope * x + offset, cut off below 0 and above 1. */
struct HardSigmoid {
  float slope = 1.0F / 6;
  float offset = 0.5F;
  friend bool operator==(const HardSigmoid&, const HardSigmoid&) = default;
};

/** x * min(max(x / 6 + 1/2, 0), 1): MobileNetV3's (Howard et al., ICCV 2019). */
struct HardSwish {
  friend bool operator==(const HardSwish&, const HardSwish&) = default;
};

/** x * sigmoid(x), also called Swish. */
struct Silu {
  friend bool operator==(const Silu&, const Silu&) = default;
};

/** Maximum over a window; padding counts as minus infinity. */
struct MaxPool {
  Sides kernel = 2;
  Sides stride = 2;
  Padding padding = 0;
  bool ceil_mode = false;  ///< A last window may hang over the edge.
  friend bool operator==(const MaxPool&, const MaxPool&) = default;
};

/** Mean over a window; padded zeros are counted only if asked for. */
struct AveragePool {
  Sides kernel = 2;
  Sides stride = 2;
  Padding padding = 0;
  bool ceil_mode = false;          ///< A last window may hang over the edge; what hangs over is never counted.
  bool count_include_pad = false;  ///< Padded zeros are part of the mean.
  friend bool operator==(const AveragePool&, const AveragePool&) = default;
};

/** Mean over the whole map: C x H x W becomes C x 1 x 1. */
struct GlobalAveragePool {
  friend bool operator==(const GlobalAveragePool&, const GlobalAveragePool&) = default;
};

/** Maximum over the whole map: C x H x W becomes C x 1 x 1. */
struct GlobalMaxPool {
  friend bool operator==(const GlobalMaxPool&, const GlobalMaxPool&) = default;
};

/** Element-wise sum of two maps of equal shape. */
struct Add {
  friend bool operator==(const Add&, const Add&) = default;
};

/** Element-wise product of two maps of equal shape, or of a map and one value per channel (C x 1 x 1), in this order.
 */
struct Multiply {
  friend bool operator==(const Multiply&, const Multiply&) = default;
};

/** Joins maps of equal height and width along the channels. */
struct Concat {
  friend bool operator==(const Concat&, const Concat&) = default;
};

/** Channels `begin` to `end`, the last excluded. */
struct Slice {
  int begin = 0;
  int end = 0;
  friend bool operator==(const Slice&, const Slice&) = default;
};

/** Takes channels in turn from `groups` equal parts: of 0 1 2 3 4 5 in 2 groups 0 3 1 4 2 5 (ShuffleNet). */
struct ChannelShuffle {
  int groups = 2;
  friend bool operator==(const ChannelShuffle&, const ChannelShuffle&) = default;
};

/** Fully connected layer; reads its input flattened in channel, row, column order. */
struct Linear {
  int out_features = 0;
  bool bias = true;
  friend bool operator==(const Linear&, const Linear&) = default;
};

/** Turns logits into probabilities, over the channels of a 1 x 1 map. */
struct Softmax {
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

/**
 * One operation: a closed set. Every reader (cost, LibTorch module, ONNX, XNNPACK plan, printing) is an overload set
 * without a catch-all, so that a new operation does not compile until every reader handles it.
 */
using Op =
    std::variant<Conv2d, BatchNorm, Relu, MaxPool, AveragePool, GlobalAveragePool, Add, Concat, Linear, Softmax, Clip,
                 LeakyRelu, Elu, Sigmoid, HardSigmoid, HardSwish, Silu, GlobalMaxPool, Multiply, Slice, ChannelShuffle>;

/** An activation that is more than a cut-off. */
using Curve = std::variant<LeakyRelu, Elu, Sigmoid, HardSigmoid, HardSwish, Silu>;

template <class T, class... Others>
concept one_of = (std::same_as<T, Others> || ...);

template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... Alternatives>
inline constexpr bool is_alternative<T, std::variant<Alternatives...>> = one_of<T, Alternatives...>;

/** One of the curves. */
template <class T>
concept CurveOp = is_alternative<T, Curve>;

/** What cuts values off: engines do that inside the step before it. */
template <class T>
concept ClampOp = one_of<T, Relu, Clip>;

/** What changes every value of a map by itself. */
template <class T>
concept Activation = ClampOp<T> || CurveOp<T>;

/** What reads one value. */
template <class T>
concept UnaryOp = Activation<T> || one_of<T, Conv2d, BatchNorm, MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool,
                                          Linear, Softmax, Slice, ChannelShuffle>;

/** What reads two values. */
template <class T>
concept BinaryOp = one_of<T, Add, Multiply>;

/** Lower-case name of an operation, as used in node names: "conv", "batch_norm", "relu" ... */
[[nodiscard]] std::string_view name(const Op& op);

/** Makes one visitor of several lambdas: std::visit(overloaded{...}, op). */
template <class... Functions>
struct overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace narrows
