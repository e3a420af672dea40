#include "narrows/expected_accuracy.hpp"

#include <algorithm>
#include <cmath>

#include "fitted_accuracy.hpp"

namespace narrows {
namespace {

const FittedSpace* fitted(std::string_view space) {
  const auto found = std::ranges::find(fitted_accuracy, space, &FittedSpace::space);
  return found == fitted_accuracy.end() ? nullptr : &*found;
}

/** In units of the standard deviation, and never beyond what the regression has seen. */
double standardised(const FittedFeature& feature, double value) {
  return (std::clamp(value, feature.low, feature.high) - feature.mean) / feature.deviation;
}

}  // namespace

std::optional<double> expected_error(std::string_view space, const Network& network) {
  const FittedSpace* fit = fitted(space);
  if (fit == nullptr) return {};
  const NetworkShape shape = NetworkShape::of(network);
  if (shape.values[0] < fit->least_parameters || shape.values[0] > fit->most_parameters) return {};
  double log_error = fit->constant;
  for (std::size_t i = 0; i < NetworkShape::count; ++i) {
    const double x = standardised(fitted_features[i], shape.values[i]);
    log_error += fit->linear[i] * x;
    if (i < fit->square.size()) log_error += fit->square[i] * x * x;
  }
  return std::exp(log_error);
}

}  // namespace narrows
