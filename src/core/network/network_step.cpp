#include "narrows/network_step.hpp"

#include <array>

#include "narrows/detail/step_tracker.hpp"

namespace narrows {

std::string_view name(StepKind kind) {
  constexpr std::array<std::string_view, step_kinds> names = {
      "run",      "pointwise", "dense",      "depthwise",     "grouped",    "linear",
      "max pool", "mean pool", "whole mean", "whole maximum", "activation", "product",
      "sum",      "fused sum", "copy",       "scale",         "softmax"};
  return names[static_cast<std::size_t>(kind)];
}

double NetworkStep::weights() const {
  switch (kind) {
    case StepKind::pointwise:
    case StepKind::dense:
    case StepKind::depthwise:
    case StepKind::grouped:
    case StepKind::linear:
      return static_cast<double>(kernel.area()) * in_channels / groups * out_channels;
    case StepKind::scale:
      return 2.0 * out_channels;
    default:
      return 0;
  }
}

double NetworkStep::macs() const {
  switch (kind) {
    case StepKind::run:
      return 0;
    case StepKind::pointwise:
    case StepKind::dense:
    case StepKind::depthwise:
    case StepKind::grouped:
    case StepKind::linear:
      return weights() * pixels();
    default:
      return pixels() * out_channels * static_cast<double>(kernel.area());
  }
}

double NetworkStep::values_in() const {
  const double maps = kind == StepKind::sum || kind == StepKind::product ? 2 : 1;
  return maps * in_channels * pixels() * static_cast<double>(stride.area());
}

std::vector<NodeStep> steps_of(const Network& network) {
  std::vector<NodeStep> steps{{-1, {}}};
  std::vector<int> owner{-1};  // Of each value: the node whose step makes it.
  detail::StepTracker tracker;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& node = network.nodes()[i];
    int computed_by = static_cast<int>(i);
    const auto owner_of = [&](int value) { return owner[static_cast<std::size_t>(value)]; };
    const auto found = [&](const NetworkStep& step) { steps.push_back({computed_by, step}); };
    std::vector<Value> inputs;
    for (const int value : node.inputs) inputs.push_back({value, network.shape(value)});
    std::visit(overloaded{[&](const Concat& op) { tracker.append(op, inputs, found); },
                          [&](const Multiply& op) { tracker.append(op, inputs.at(0), inputs.at(1), found); },
                          [&](const Add& op) {
                            const int into = tracker.append(op, inputs.at(0), inputs.at(1), found);
                            if (into < 0) return;
                            computed_by = owner_of(into);
                            steps.back().node = computed_by;
                          },
                          [&](const auto& op) {
                            if (tracker.append(op, inputs.at(0).id, inputs.at(0).shape, node.shape, found))
                              computed_by = owner_of(inputs[0].id);
                          }},
               node.op);
    owner.push_back(computed_by);
  }
  return steps;
}

}  // namespace narrows
