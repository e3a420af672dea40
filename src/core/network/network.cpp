#include "narrows/network.hpp"

#include <set>
#include <stdexcept>

#include "narrows/detail/builder_rules.hpp"

namespace narrows {
namespace {

std::string text(Sides sides) { return std::to_string(sides.height) + " x " + std::to_string(sides.width); }

std::string window(Sides kernel, Sides stride) {
  if (!stride.square()) return text(kernel) + " / " + text(stride);
  return text(kernel) + (stride.height > 1 ? " / " + std::to_string(stride.height) : "");
}

std::string describe(const Op& op) {
  const auto nothing = [] { return std::string(); };
  const std::string detail = std::visit(
      overloaded{[](const Conv2d& conv) {
                   return window(conv.kernel, conv.stride) +
                          (conv.dilation == 1 ? "" : ", dilation " + text(conv.dilation)) +
                          (conv.groups > 1 ? ", " + std::to_string(conv.groups) + " groups" : "");
                 },
                 [](const MaxPool& pool) { return window(pool.kernel, pool.stride); },
                 [](const AveragePool& pool) { return window(pool.kernel, pool.stride); },
                 [](const Slice& slice) { return std::to_string(slice.begin) + " to " + std::to_string(slice.end); },
                 [](const ChannelShuffle& shuffle) { return std::to_string(shuffle.groups) + " groups"; },
                 [&](const BatchNorm&) { return nothing(); }, [&](const Activation auto&) { return nothing(); },
                 [&](const GlobalAveragePool&) { return nothing(); }, [&](const GlobalMaxPool&) { return nothing(); },
                 [&](const Add&) { return nothing(); }, [&](const Multiply&) { return nothing(); },
                 [&](const Concat&) { return nothing(); }, [&](const Linear&) { return nothing(); },
                 [&](const Softmax&) { return nothing(); }},
      op);
  return std::string(name(op)) + (detail.empty() ? "" : " " + detail);
}

/** A builder that keeps nothing: what is added is checked. */
class Checker : public BuilderRules<Checker> {
  friend BuilderRules<Checker>;

 public:
  explicit Checker(Shape input) : BuilderRules(input, 1) {}

 private:
  int append(const auto& /*op*/, const OpEffect& /*given*/, std::span<const Value> /*inputs*/) { return ++last_; }

  int last_ = 0;
};

/** Adds every node again, which checks operations, inputs and shapes in one place. */
void check(const Network& network) {
  Checker builder(network.input_shape());
  std::set<std::string_view> names;
  for (const Node& node : network.nodes()) {
    if (!names.insert(node.name).second) throw std::invalid_argument("two nodes are named \"" + node.name + "\"");
    std::vector<Value> inputs;
    const int here = static_cast<int>(names.size());  // the value this node gives
    for (const int input : node.inputs) {
      if (input < 0 || input >= here)
        throw std::invalid_argument("node \"" + node.name + "\" reads value " + std::to_string(input) +
                                    ", which is not there yet");
      inputs.push_back({input, network.shape(input)});
    }
    const Value value = builder.add(node.op, inputs);
    if (!(value.shape == node.shape))
      throw std::invalid_argument("node \"" + node.name + "\": shape " + to_string(node.shape) + " should be " +
                                  to_string(value.shape));
  }
  if (!builder.valid()) throw std::invalid_argument("a layer of the network is empty");
}

}  // namespace

Network::Network(Shape input_shape, std::vector<Node> nodes, int output)
    : input_shape_(input_shape), nodes_(std::move(nodes)), output_(output) {
  if (output < 0 || output > static_cast<int>(nodes_.size()))
    throw std::invalid_argument("output " + std::to_string(output) + " is not a value of the network");
  require_image(input_shape);
  check(*this);
}

std::vector<int> Network::uses() const {
  std::vector<int> uses(nodes_.size() + 1, 0);
  for (const Node& node : nodes_)
    for (const int input : node.inputs) ++uses[static_cast<std::size_t>(input)];
  ++uses[static_cast<std::size_t>(output_)];
  return uses;
}

std::string Network::to_string() const {
  using narrows::to_string;
  std::string lines = "input: " + to_string(input_shape_) + "\n";
  for (const Node& node : nodes_) lines += node.name + ": " + describe(node.op) + ", " + to_string(node.shape) + "\n";
  return lines;
}

}  // namespace narrows
