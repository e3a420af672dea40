#include "narrows/latency_model.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "narrows/detail/numbers.hpp"
#include "narrows/error.hpp"
#include "step_fit.hpp"
#include "step_json.hpp"

namespace narrows {

using namespace timing;

namespace {

constexpr std::size_t fewest_measurements = 8;
constexpr int folds_for_interval = 5;

void check(std::span<const LatencyMeasurement> measurements) {
  if (measurements.size() < fewest_measurements)
    throw std::invalid_argument("a latency model needs at least " + std::to_string(fewest_measurements) +
                                " measurements, not " + std::to_string(measurements.size()));
  for (const LatencyMeasurement& m : measurements)
    if (!(m.latency_ms > 0) || !std::isfinite(m.latency_ms))
      throw std::invalid_argument("latency_ms must be above 0, not " + detail::general(m.latency_ms));
}

BoostOptions options_for(std::span<const LatencyMeasurement> measurements) {
  const bool steps = std::ranges::any_of(measurements, [](const auto& each) { return !each.operators.empty(); });
  return steps ? BoostOptions{.rounds = 80} : BoostOptions{.rounds = 60, .depth = 2, .fewest = 8, .ridge = 1};
}

StepModel fitted(std::span<const LatencyMeasurement> measurements) {
  const std::vector<FitGroup> groups = groups_of(measurements);
  StepModel model = fit_amounts(groups);
  boost(model, groups, options_for(measurements));
  return model;
}

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

LatencyModel::LatencyModel(StepModel model) : model_(std::make_shared<const StepModel>(std::move(model))) {}

LatencyModel LatencyModel::fit(std::span<const LatencyMeasurement> measurements) {
  return fit(measurements, cross_predict(measurements, folds_for_interval));
}

LatencyModel LatencyModel::fit(std::span<const LatencyMeasurement> measurements, std::span<const double> unseen_ms) {
  check(measurements);
  if (unseen_ms.size() != measurements.size())
    throw std::invalid_argument("unseen_ms must be as many as measurements, " + std::to_string(measurements.size()) +
                                ", not " + std::to_string(unseen_ms.size()));
  std::vector<double> residuals;
  for (std::size_t i = 0; i < unseen_ms.size(); ++i)
    residuals.push_back(std::log(measurements[i].latency_ms / std::max(unseen_ms[i], 1e-9)));
  StepModel model = fitted(measurements);
  model.low_residual = quantile(residuals, 0.05);
  model.high_residual = quantile(residuals, 0.95);
  return LatencyModel(std::move(model));
}

std::vector<double> LatencyModel::cross_predict(std::span<const LatencyMeasurement> measurements, int folds) {
  check(measurements);
  const auto count = std::min(static_cast<std::size_t>(std::max(folds, 0)), measurements.size());
  if (folds < 2) throw std::invalid_argument("folds must be at least 2, not " + std::to_string(folds));
  std::vector<double> predicted(measurements.size());
  for (std::size_t fold = 0; fold < count; ++fold) {
    std::vector<LatencyMeasurement> rest;
    for (std::size_t i = 0; i < measurements.size(); ++i)
      if (i % count != fold) rest.push_back(measurements[i]);
    const LatencyModel model(fitted(rest));
    for (std::size_t i = fold; i < measurements.size(); i += count)
      predicted[i] = model.predict(measurements[i].network);
  }
  return predicted;
}

LatencyError LatencyModel::cross_validate(std::span<const LatencyMeasurement> measurements, int folds) {
  std::vector<double> measured;
  for (const LatencyMeasurement& m : measurements) measured.push_back(m.latency_ms);
  return LatencyError::of(cross_predict(measurements, folds), measured);
}

double LatencyModel::predict(const Network& network) const { return Resource::sum(*model_, network); }

LatencyInterval LatencyModel::interval(const Network& network) const {
  const double ms = predict(network);
  return {ms * std::exp(model_->low_residual), ms * std::exp(model_->high_residual)};
}

Resource LatencyModel::resource(std::string name) const { return Resource::of_steps(std::move(name), model_, "ms"); }

std::string LatencyModel::to_json() const { return timing::to_json(*model_); }

LatencyModel LatencyModel::from_json(std::string_view json) { return LatencyModel(timing::model_from_json(json)); }

}  // namespace narrows
