#include "narrows/network_builder.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace narrows {

NetworkBuilder::NetworkBuilder(Shape input, int classes, Keep keep)
    : input_(input), classes_(classes), keep_(keep), last_shape_(input) {
  if (input.channels < 1 || input.height < 1 || input.width < 1)
    throw std::invalid_argument("input shape: channels, height and width must be at least 1");
  if (classes < 1) throw std::invalid_argument("classes must be at least 1, not " + std::to_string(classes));
  marks_.push_back(0);
}

void NetworkBuilder::reset() {
  valid_ = true;
  last_ = 0;
  parameters_ = macs_ = weights_ = 0;
  last_shape_ = input_;
  marks_.assign(1, 0);
  steps_.clear();
  step_inputs_.clear();
  scopes_.clear();
  open_scopes_.clear();
}

Value NetworkBuilder::emit(const Op& op, Shape shape, std::span<const Value> inputs) {
  if (shape.channels <= 0 || shape.height <= 0 || shape.width <= 0) valid_ = false;
  last_shape_ = shape;
  for (const Value& input : inputs) mark_read(input);
  marks_.push_back(0);
  if (keep_ == Keep::nodes) store(op, shape, inputs);
  return {++last_, shape};
}

void NetworkBuilder::store(const Op& op, Shape shape, std::span<const Value> inputs) {
  steps_.push_back({op, shape, static_cast<int>(step_inputs_.size()), static_cast<int>(inputs.size()),
                    open_scopes_.empty() ? -1 : open_scopes_.back()});
  for (const Value& input : inputs) step_inputs_.push_back(input.id);
}

Value NetworkBuilder::add(const Op& op, std::span<const Value> inputs) {
  const auto need = [&](std::size_t count) {
    if (inputs.size() != count) reject(op, {}, "takes " + std::to_string(count) + " input(s)");
  };
  const auto unary = [&](const auto& unary_op) {
    need(1);
    return add(unary_op, inputs[0]);
  };
  return std::visit(
      overloaded{[&](const Conv2d& o) { return unary(o); }, [&](const BatchNorm& o) { return unary(o); },
                 [&](const Relu& o) { return unary(o); }, [&](const MaxPool& o) { return unary(o); },
                 [&](const AveragePool& o) { return unary(o); }, [&](const GlobalAveragePool& o) { return unary(o); },
                 [&](const Linear& o) { return unary(o); }, [&](const Softmax& o) { return unary(o); },
                 [&](const Add& o) {
                   need(2);
                   return add(o, inputs[0], inputs[1]);
                 },
                 [&](const Concat& o) { return add(o, inputs); }},
      op);
}

void NetworkBuilder::reject(const Op& op, Shape shape, std::string_view rule) {
  throw std::invalid_argument(std::string(name(op)) + " on a map of " + std::to_string(shape.channels) + " x " +
                              std::to_string(shape.height) + " x " + std::to_string(shape.width) + ": " +
                              std::string(rule));
}

void NetworkBuilder::enter(std::string_view name, int index) {
  std::string scope = open_scopes_.empty() ? "" : scopes_[static_cast<std::size_t>(open_scopes_.back())] + "/";
  scope += name;
  if (index > 0) scope += std::to_string(index);
  open_scopes_.push_back(static_cast<int>(scopes_.size()));
  scopes_.push_back(std::move(scope));
}

void NetworkBuilder::leave() { open_scopes_.pop_back(); }

Cost NetworkBuilder::cost() const {
  if (!valid_) return {};
  Cost cost{.parameters = parameters_, .macs = macs_};
  if (keep_ != Keep::counts) cost.weight_bytes = 4 * weights_;
  if (keep_ == Keep::nodes) cost.peak_activation_bytes = peak_activation_bytes();
  return cost;
}

std::int64_t NetworkBuilder::peak_activation_bytes() const {
  std::vector<int> last_use(steps_.size() + 1, -1);
  const auto inputs = [&](const Step& step) {
    return std::span(step_inputs_)
        .subspan(static_cast<std::size_t>(step.first_input), static_cast<std::size_t>(step.inputs));
  };
  const auto index = [](int i) { return static_cast<std::size_t>(i); };
  for (std::size_t i = 0; i < steps_.size(); ++i)
    for (const int input : inputs(steps_[i])) last_use[index(input)] = static_cast<int>(i);
  last_use[index(last_)] = static_cast<int>(steps_.size());  // the result lives on

  const auto elements = [&](int value) {
    return value == 0 ? input_.elements() : steps_[index(value - 1)].shape.elements();
  };
  std::int64_t live = input_.elements();
  std::int64_t peak = live;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const int here = static_cast<int>(i);
    const bool rewrites = std::holds_alternative<Relu>(steps_[i].op) || std::holds_alternative<BatchNorm>(steps_[i].op);
    const int first = step_inputs_[index(steps_[i].first_input)];
    const bool in_place = rewrites && last_use[index(first)] == here;
    if (!in_place) {
      live += steps_[i].shape.elements();
      peak = std::max(peak, live);
      for (const int input : inputs(steps_[i])) {
        if (last_use[index(input)] == here) live -= elements(input);
        if (last_use[index(input)] == here) last_use[index(input)] = -2;  // read twice by this step, freed once
      }
    }
    if (last_use[i + 1] == -1) live -= steps_[i].shape.elements();  // nothing ever reads it
  }
  return 4 * peak;
}

Network NetworkBuilder::finish() const { return finish({last_, last_shape_}); }

Network NetworkBuilder::finish(const Value& output) const {
  if (keep_ != Keep::nodes) throw std::logic_error("a builder that only counts cannot make a network");
  if (!valid_) throw std::invalid_argument("the network has an empty layer: 0 channels, or a map of size 0");
  std::vector<Node> nodes;
  std::map<std::string, int, std::less<>> counts;
  nodes.reserve(steps_.size());
  for (const Step& step : steps_) {
    std::string prefix = step.scope < 0 ? "" : scopes_[static_cast<std::size_t>(step.scope)] + "/";
    prefix += name(step.op);
    const int number = ++counts[prefix];
    const auto first = step_inputs_.begin() + step.first_input;
    nodes.push_back({step.op, prefix + std::to_string(number), {first, first + step.inputs}, step.shape});
  }
  return Network(input_, std::move(nodes), output.id);
}

}  // namespace narrows
