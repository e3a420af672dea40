#include "like_model.hpp"

#include <algorithm>
#include <cmath>

#include "step_fit.hpp"

namespace narrows::timing {
namespace {

double sum_of_steps(const StepModel& model, const Network& network) {
  double ms = 0;
  for (const NodeStep& found : steps_of(network)) ms += model(found.step);
  return ms;
}

/** The first model with the factor of each step; what it says of sizes goes along with the common factor. */
StepModel moved(const StepModel& first, std::span<const LatencyMeasurement> measurements) {
  StepModel model = first;
  model.factor *= fit_factor(first, groups_of(measurements));
  double log_ratio = 0;
  for (const LatencyMeasurement& each : measurements)
    log_ratio += std::log(sum_of_steps(model, each.network) / sum_of_steps(first, each.network));
  const double common = std::exp(log_ratio / static_cast<double>(measurements.size()));
  for (SizeFactor::Knot& knot : model.size.knots) knot.ms *= common;
  return model;
}

std::vector<double> leave_one_out(const StepModel& first, std::span<const LatencyMeasurement> measurements) {
  std::vector<double> unseen;
  for (std::size_t i = 0; i < measurements.size(); ++i) {
    std::vector<LatencyMeasurement> others(measurements.begin(), measurements.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    unseen.push_back(Resource::sum(moved(first, others), measurements[i].network));
  }
  return unseen;
}

/** The 95 % quantile of Student's distribution, by its expansion about the normal one. */
double student_95(double degrees) { return 1.645 + 1.524 / degrees + 1.42 / (degrees * degrees); }

/** Few residuals have no tails of their own: as far out as the spread of so few tells. */
double reach(std::span<const LatencyMeasurement> measurements, std::span<const double> unseen_ms) {
  double squares = 0;
  for (std::size_t i = 0; i < unseen_ms.size(); ++i)
    squares += std::pow(std::log(measurements[i].latency_ms / unseen_ms[i]), 2);
  const auto count = static_cast<double>(unseen_ms.size());
  return student_95(count - 1) * std::sqrt(squares / count);
}

}  // namespace

LikeFit fit_few(const StepModel& first, std::span<const LatencyMeasurement> measurements) {
  LikeFit found{moved(first, measurements), leave_one_out(first, measurements)};
  const double far = reach(measurements, found.unseen_ms);
  // No nearer than the first device's own model comes.
  found.model.low_residual = std::min(first.low_residual, -far);
  found.model.high_residual = std::max(first.high_residual, far);
  return found;
}

}  // namespace narrows::timing
