#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "narrows/detail/op_effect.hpp"
#include "narrows/model.hpp"
#include "tensor.hpp"

namespace narrows::timing {

/** A convolution (also a linear layer, or a batch norm that stands alone) with what it multiplies by. */
struct Convolution {
  Sides kernel = 1;
  Sides stride = 1;
  Padding padding = 0;
  Sides dilation = 1;
  int groups = 1;
  int in_channels = 0;
  int out_channels = 0;
  std::vector<float> weights;  ///< [out, kernel height, kernel width, in / groups].
  std::vector<float> bias;     ///< [out].

  [[nodiscard]] bool depthwise() const { return groups == in_channels && groups == out_channels; }
  /** One tap per output, which reads the pixel at its own place. */
  [[nodiscard]] bool pointwise() const { return kernel == 1 && stride == 1 && padding == 0; }
  /** What a window covers. */
  [[nodiscard]] Sides window() const {
    return {reach(kernel.height, dilation.height), reach(kernel.width, dilation.width)};
  }
};

/** Copies a map, for a clamp or a concatenation that nothing before it could take over. */
struct Copy {};

/** A curve runs in place where it can. */
using StepOp = std::variant<Convolution, MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, Add, Multiply, Softmax,
                            ChannelShuffle, Copy, Curve>;

/** One thing to run: reads slots, writes one. A convolution with two inputs adds the second to its results. */
struct Step {
  StepOp op;
  std::vector<int> inputs;
  int output = 0;
  Clamp clamp;
  std::string name{};   ///< Of the node that it computes.
  std::string kinds{};  ///< Its operation, and those that run inside it: "conv + relu".
};

/** A map while the network runs; a part of a joined map, or one cut out of a map, lies inside it from `offset` on. */
struct Slot {
  Shape shape;
  int parent = -1;
  int offset = 0;
};

/** What a folded network comes down to: steps in order over slots; slot `input` is written before the first. */
struct Plan {
  std::vector<Slot> slots;
  std::vector<Step> steps;
  int input = 0;
  int output = 0;

  /** The slot that holds this one's memory: itself, or the outermost map it is part of. */
  [[nodiscard]] int root(int slot) const;
  /** Channels between the root's first one and this slot's first one. */
  [[nodiscard]] int channel_offset(int slot) const;
};

/** Whether there is a kernel of our own for this: one input channel per output, 3, 5 or 7 squared taps, stride 1 or 2.
 */
[[nodiscard]] bool has_depthwise_kernel(const Convolution& op);

/** Plans any model; its batch norms are folded first. */
[[nodiscard]] Plan make_plan(const Model& model);

}  // namespace narrows::timing
