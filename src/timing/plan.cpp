#include "plan.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

namespace narrows::timing {
namespace {

/** [out, in, height, width] becomes [out, height, width, in]. */
std::vector<float> channels_last(const std::vector<float>& values, int out, int in, int pixels) {
  std::vector<float> result(values.size());
  for (int o = 0; o < out; ++o)
    for (int i = 0; i < in; ++i)
      for (int p = 0; p < pixels; ++p)
        result[(static_cast<std::size_t>(o) * pixels + p) * in + i] =
            values[(static_cast<std::size_t>(o) * in + i) * pixels + p];
  return result;
}

/** Turns nodes into steps; `slot_of_` follows each of the network's values to the slot that holds it. */
class Planner {
 public:
  explicit Planner(const Model& model) : network_(model.network()), weights_(model.weights()), uses_(network_.uses()) {
    slot_of_.push_back(new_slot(network_.input_shape()));
    for (const Node& node : network_.nodes())
      slot_of_.push_back(std::visit([&](const auto& op) { return lower(op, node); }, node.op));
    plan_.output = slot_of_[network_.output()];
    place_concatenations();
  }

  Plan finish() { return std::move(plan_); }

 private:
  struct Concatenation {
    std::string name;
    std::vector<int> parts;
    int output;
    std::size_t step;  ///< Steps there were when it was met: copies go here.
  };

  int new_slot(Shape shape) {
    plan_.slots.push_back({shape});
    return static_cast<int>(plan_.slots.size()) - 1;
  }

  std::vector<int> inputs(const Node& node) const {
    std::vector<int> slots;
    for (int value : node.inputs) slots.push_back(slot_of_[value]);
    return slots;
  }

  int emit(StepOp op, const Node& node, Clamp clamp = {}) {
    const int output = new_slot(node.shape);
    plan_.steps.push_back({std::move(op), inputs(node), output, clamp, node.name, std::string(name(node.op))});
    return output;
  }

  std::vector<float> bias(const Node& node, bool has_bias, int channels) const {
    return has_bias ? weights_[node.name + ".bias"].values : std::vector<float>(channels, 0.0F);
  }

  int lower(const Conv2d& op, const Node& node) {
    const int in = network_.shape(node.inputs[0]).channels;
    const auto& weights = weights_[node.name + ".weight"].values;
    return emit(Convolution{.kernel = op.kernel,
                            .stride = op.stride,
                            .padding = padding_of(op),
                            .dilation = op.dilation,
                            .groups = op.groups,
                            .in_channels = in,
                            .out_channels = op.out_channels,
                            .weights = channels_last(weights, op.out_channels, in / op.groups, op.kernel.area()),
                            .bias = bias(node, op.bias, op.out_channels)},
                node);
  }

  /** A linear layer is a convolution as large as the map. */
  int lower(const Linear& op, const Node& node) {
    const Shape in = network_.shape(node.inputs[0]);
    const auto& weights = weights_[node.name + ".weight"].values;
    return emit(Convolution{.kernel = {in.height, in.width},
                            .in_channels = in.channels,
                            .out_channels = op.out_features,
                            .weights = channels_last(weights, op.out_features, in.channels, in.height * in.width),
                            .bias = bias(node, op.bias, op.out_features)},
                node);
  }

  int lower(const BatchNorm&, const Node& node) {
    throw std::logic_error("batch norm " + node.name + " was not folded");
  }

  /** The step that made a value's slot what it is, if a reader of the value may change that: nothing else reads it. */
  Step* sole_producer(int value) {
    const int slot = slot_of_[value];
    const auto found =
        std::find_if(plan_.steps.rbegin(), plan_.steps.rend(), [&](const Step& step) { return step.output == slot; });
    return uses_[value] == 1 && found != plan_.steps.rend() ? &*found : nullptr;
  }

  /** Runs inside the step that made its input, unless something else needs the value from before it. */
  int lower_clamp(const Node& node, Clamp clamp) {
    Step* const producer = sole_producer(node.inputs[0]);
    if (producer == nullptr || std::holds_alternative<Softmax>(producer->op) ||
        std::holds_alternative<ChannelShuffle>(producer->op))
      return emit(Copy{}, node, clamp);
    const Clamp both{std::clamp(producer->clamp.low, clamp.low, clamp.high),
                     std::clamp(producer->clamp.high, clamp.low, clamp.high)};
    if (!(both.low < both.high)) return emit(Copy{}, node, clamp);  // nothing is left between them
    producer->clamp = both;
    producer->kinds += " + " + std::string(name(node.op));
    return producer->output;
  }

  int lower(const Relu& op, const Node& node) { return lower_clamp(node, {0.0F, op.max}); }
  int lower(const Clip& op, const Node& node) { return lower_clamp(node, {op.min, op.max}); }

  /** In place, unless something else needs the value from before it. */
  int lower(const CurveOp auto& op, const Node& node) {
    const Step* const producer = sole_producer(node.inputs[0]);
    if (producer == nullptr) return emit(Curve{op}, node);
    const int slot = producer->output;
    plan_.steps.push_back({Curve{op}, {slot}, slot, {}, node.name, std::string(name(node.op))});
    return slot;
  }

  int lower(const MaxPool& op, const Node& node) { return emit(op, node); }
  int lower(const AveragePool& op, const Node& node) { return emit(op, node); }
  int lower(const GlobalAveragePool& op, const Node& node) { return emit(op, node); }
  int lower(const GlobalMaxPool& op, const Node& node) { return emit(op, node); }
  int lower(const Add& op, const Node& node) { return emit(op, node); }
  int lower(const Multiply& op, const Node& node) { return emit(op, node); }
  int lower(const Softmax& op, const Node& node) { return emit(op, node); }
  int lower(const ChannelShuffle& op, const Node& node) { return emit(op, node); }

  /** Read where it lies. */
  int lower(const Slice& op, const Node& node) {
    const int slot = new_slot(node.shape);
    plan_.slots[slot].parent = slot_of_[node.inputs[0]];
    plan_.slots[slot].offset = op.begin;
    return slot;
  }

  int lower(const Concat&, const Node& node) {
    const int output = new_slot(node.shape);
    concatenations_.push_back({node.name, inputs(node), output, plan_.steps.size()});
    return output;
  }

  /** From the last to the first, so that nested ones end in the outermost; a part that has a place already is copied.
   */
  void place_concatenations() {
    for (const Concatenation& joined : std::views::reverse(concatenations_)) {
      int offset = 0;
      std::vector<Step> copies;
      for (int part : joined.parts) {
        int target = part;
        if (plan_.slots[part].parent >= 0 || part == plan_.output) {
          target = new_slot(plan_.slots[part].shape);
          copies.push_back({Copy{}, {part}, target, {}, joined.name, "concat"});
        }
        plan_.slots[target].parent = joined.output;
        plan_.slots[target].offset = offset;
        offset += plan_.slots[part].shape.channels;
      }
      plan_.steps.insert(plan_.steps.begin() + static_cast<std::ptrdiff_t>(joined.step), copies.begin(), copies.end());
    }
  }

  const Network& network_;
  const Weights& weights_;
  std::vector<int> uses_;
  std::vector<int> slot_of_;
  std::vector<Concatenation> concatenations_;
  Plan plan_;
};

/** How well a step can add another map to its results: depthwise kernels do it on the way; 0 is not at all. */
int takes_summand(const Step& step) {
  const auto* op = std::get_if<Convolution>(&step.op);
  if (op == nullptr || step.clamp != Clamp{} || step.inputs.size() != 1) return 0;
  if (has_depthwise_kernel(*op)) return 2;
  return op->groups == 1 && !op->depthwise() ? 1 : 0;  // one channel of one tap is a scale
}

/**
 * Runs a sum inside a convolution that makes one of its inputs, where nothing else reads that. Of two alike it is the
 * later one, so that what it reads need not be kept longer.
 */
void fuse_sums(Plan& plan) {
  std::vector<int> reads(plan.slots.size());
  std::vector<int> writer(plan.slots.size(), -1);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    for (int slot : plan.steps[i].inputs)  // a read of a part is one of the whole, too
      for (; slot >= 0; slot = plan.slots[slot].parent) ++reads[slot];
    writer[plan.steps[i].output] = static_cast<int>(i);
  }
  std::vector<bool> gone(plan.steps.size());
  for (Step& sum : plan.steps) {
    if (!std::holds_alternative<Add>(sum.op)) continue;
    int best = -1;
    std::pair<int, int> best_rank;
    for (const int i : {0, 1}) {
      const int slot = sum.inputs[static_cast<std::size_t>(i)];
      if (writer[slot] < 0 || reads[slot] != 1 || slot == plan.output || plan.slots[slot].parent >= 0) continue;
      const std::pair rank{takes_summand(plan.steps[writer[slot]]), writer[slot]};
      if (rank.first == 0 || rank < best_rank) continue;
      best = i;
      best_rank = rank;
    }
    if (best < 0) continue;
    Step& producer = plan.steps[best_rank.second];
    gone[best_rank.second] = true;
    sum.op = std::move(producer.op);
    sum.kinds = producer.kinds + " + " + sum.kinds;
    sum.name = std::move(producer.name);
    sum.inputs = {producer.inputs[0], sum.inputs[1 - best]};
  }
  std::vector<Step> steps;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (!gone[i]) steps.push_back(std::move(plan.steps[i]));
  plan.steps = std::move(steps);
}

}  // namespace

bool has_depthwise_kernel(const Convolution& op) {
  const int side = op.kernel.height;
  const bool size = op.kernel.square() && (side == 3 || side == 5 || side == 7) && op.dilation == 1;
  const bool own_channel = op.groups == op.in_channels && op.out_channels % op.in_channels == 0;
  const bool near = std::max({op.padding.top, op.padding.left, op.padding.bottom, op.padding.right}) < side;
  return own_channel && size && near && (op.stride == 1 || op.stride == 2);
}

int Plan::root(int slot) const {
  while (slots[slot].parent >= 0) slot = slots[slot].parent;
  return slot;
}

int Plan::channel_offset(int slot) const {
  int offset = 0;
  for (; slots[slot].parent >= 0; slot = slots[slot].parent) offset += slots[slot].offset;
  return offset;
}

Plan make_plan(const Model& model) {
  const Model folded = model.folded();
  Plan plan = Planner(folded).finish();
  fuse_sums(plan);
  return plan;
}

}  // namespace narrows::timing
