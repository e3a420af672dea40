#include "narrows/network_builder.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace narrows {

NetworkBuilder::NetworkBuilder(Shape input, int classes, Keep keep)
    : BuilderRules(input, classes), keep_(keep), last_shape_(input) {
  require_image(input);
  if (classes < 1) throw std::invalid_argument("classes must be at least 1, not " + std::to_string(classes));
  activations_.reset(input);
}

void NetworkBuilder::reset() {
  BuilderRules::reset();
  last_ = 0;
  parameters_ = macs_ = 0;
  weights_.reset();
  last_shape_ = input().shape;
  steps_.clear();
  step_inputs_.clear();
  activations_.reset(input().shape);
  scope_text_.clear();
  scopes_.clear();
  open_scopes_.clear();
}

namespace {

/** The same operation with its padding in numbers. */
Op with_padding(Op op) {
  if (auto* const conv = std::get_if<Conv2d>(&op)) conv->padding = padding_of(*conv);
  return op;
}

}  // namespace

void NetworkBuilder::store(const Op& op, Shape shape, std::span<const Value> inputs) {
  steps_.push_back({with_padding(op), shape, static_cast<int>(step_inputs_.size()), static_cast<int>(inputs.size()),
                    open_scopes_.empty() ? -1 : open_scopes_.back()});
  for (const Value& input : inputs) step_inputs_.push_back(input.id);
}

void NetworkBuilder::enter(std::string_view name, int index) {
  const int parent = open_scopes_.empty() ? -1 : open_scopes_.back();
  open_scopes_.push_back(static_cast<int>(scopes_.size()));
  scopes_.push_back({parent, scope_text_.size(), name.size(), index});
  scope_text_ += name;
}

std::vector<std::string> NetworkBuilder::scope_paths() const {
  std::vector<std::string> paths;
  for (const ScopeName& scope : scopes_) {  // parents come first
    std::string path = scope.parent < 0 ? "" : paths[static_cast<std::size_t>(scope.parent)];
    path.append(scope_text_, scope.begin, scope.size);
    if (scope.index > 0) path += std::to_string(scope.index);
    paths.push_back(path + "/");
  }
  return paths;
}

void NetworkBuilder::leave() { open_scopes_.pop_back(); }

Cost NetworkBuilder::cost() const {
  if (!valid()) return {};
  Cost cost{.parameters = parameters_, .macs = macs_};
  if (keep_ != Keep::counts) cost.weight_bytes = 4 * weights_.values();
  if (keep_ >= Keep::activations) cost.peak_activation_bytes = activations_.bytes();
  return cost;
}

Network NetworkBuilder::finish() const { return finish({last_, last_shape_}); }

Network NetworkBuilder::finish(const Value& output) const {
  if (keep_ != Keep::nodes) throw std::logic_error("a builder that only counts cannot make a network");
  if (!valid()) throw std::invalid_argument("the network has an empty layer: 0 channels, or a map of size 0");
  const std::vector<std::string> paths = scope_paths();
  std::vector<Node> nodes;
  std::map<std::string, int, std::less<>> counts;
  nodes.reserve(steps_.size());
  for (const Step& step : steps_) {
    std::string prefix = step.scope < 0 ? "" : paths[static_cast<std::size_t>(step.scope)];
    prefix += name(step.op);
    const int number = ++counts[prefix];
    const auto first = step_inputs_.begin() + step.first_input;
    nodes.push_back({step.op, prefix + std::to_string(number), {first, first + step.inputs}, step.shape});
  }
  return {input().shape, std::move(nodes), output.id};
}

Cost count(const Network& network) {
  NetworkBuilder builder(network.input_shape());
  std::vector<Value> inputs;
  for (const Node& node : network.nodes()) {
    inputs.clear();
    for (const int input : node.inputs) inputs.push_back({input, network.shape(input)});
    builder.add(node.op, inputs);
  }
  return builder.cost();
}

}  // namespace narrows
