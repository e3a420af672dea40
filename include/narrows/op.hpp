#pragma once

#include <limits>
#include <string_view>
#include <variant>

namespace narrows {

/** Padding of kernel / 2 zeros on each side: the map keeps its size at stride 1 with an odd kernel. */
inline constexpr int same_padding = -1;

/** Convolution with a square kernel. `groups` equal to the input channels makes it depthwise. */
struct Conv2d {
  int out_channels = 0;
  int kernel = 1;
  int stride = 1;
  int padding = same_padding;  ///< Zeros on each side.
  int groups = 1;
  bool bias = false;
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

/** Maximum over a square window; padding counts as minus infinity. */
struct MaxPool {
  int kernel = 2;
  int stride = 2;
  int padding = 0;
  friend bool operator==(const MaxPool&, const MaxPool&) = default;
};

/** Mean over a square window; padded zeros are not counted. */
struct AveragePool {
  int kernel = 2;
  int stride = 2;
  int padding = 0;
  friend bool operator==(const AveragePool&, const AveragePool&) = default;
};

/** Mean over the whole map: C x H x W becomes C x 1 x 1. */
struct GlobalAveragePool {
  friend bool operator==(const GlobalAveragePool&, const GlobalAveragePool&) = default;
};

/** Element-wise sum of two maps of equal shape. */
struct Add {
  friend bool operator==(const Add&, const Add&) = default;
};

/** Joins maps of equal height and width along the channels. */
struct Concat {
  friend bool operator==(const Concat&, const Concat&) = default;
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
using Op = std::variant<Conv2d, BatchNorm, Relu, MaxPool, AveragePool, GlobalAveragePool, Add, Concat, Linear, Softmax>;

/** Lower-case name of an operation, as used in node names: "conv", "batch_norm", "relu" ... */
[[nodiscard]] std::string_view name(const Op& op);

/** Makes one visitor of several lambdas: std::visit(overloaded{...}, op). */
template <class... Functions>
struct overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace narrows
