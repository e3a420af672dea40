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
    std::vector<Value> inputs;
    for (const int value : node.inputs) inputs.push_back({value, network.shape(value)});
    const std::size_t before = steps.size();
    const auto found = [&](const NetworkStep& step) { steps.push_back({static_cast<int>(i), step}); };
    const int into = std::visit([&](const auto& op) { return tracker.append(op, inputs, node.shape, found); }, node.op);
    const int computed_by = into < 0 ? static_cast<int>(i) : owner[static_cast<std::size_t>(into)];
    for (std::size_t step = before; step < steps.size(); ++step) steps[step].node = computed_by;
    owner.push_back(computed_by);
  }
  return steps;
}

}  // namespace narrows
