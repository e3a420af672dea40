#include "step_model.hpp"

#include <cmath>

namespace narrows::timing {

std::array<double, amounts> amounts_of(const NetworkStep& step) {
  if (step.kind == StepKind::run) return {1};
  return {1, 1e-6 * step.macs(), 1e-6 * step.values_in(), 1e-6 * step.values_out(), 1e-6 * step.weights()};
}

StepFeatures features_of(const NetworkStep& step) {
  const auto log = [](double value) { return static_cast<float>(std::log2(value + 1)); };
  return {log(step.in_channels),
          log(step.out_channels),
          log(1.0 * step.in_channels / step.groups),
          static_cast<float>(std::sqrt(step.kernel.area())),
          static_cast<float>(step.stride.height),
          log(step.pixels()),
          log(step.macs()),
          static_cast<float>(step.out_channels % 16),
          log(step.macs() / (step.values_in() + step.values_out() + step.weights()))};
}

double StepModel::physical(const NetworkStep& step) const {
  const KindModel& model = kind(step.kind);
  const auto amount = amounts_of(step);
  double ms = 0;
  for (std::size_t i = 0; i < amount.size(); ++i) ms += model.ms[i] * amount[i];
  return ms;
}

double StepModel::operator()(const NetworkStep& step) const {
  const KindModel& model = kind(step.kind);
  if (model.trees.empty() && factor.is_one()) return physical(step);
  const StepFeatures features = features_of(step);
  float log_factor = 0;
  for (const StepTree& tree : model.trees) log_factor += tree(features);
  return physical(step) * std::exp(log_factor + factor.log(step.kind, features));
}

}  // namespace narrows::timing
