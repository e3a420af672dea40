#include "narrows/latency_model.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "like_model.hpp"
#include "narrows/detail/numbers.hpp"
#include "narrows/error.hpp"
#include "step_fit.hpp"
#include "step_json.hpp"

namespace narrows {

using namespace timing;

namespace {

constexpr std::size_t fewest_measurements = 8;

constexpr std::size_t fewest_measurements_like = 5;

void check(std::span<const LatencyMeasurement> measurements, std::size_t fewest, const std::string& model) {
  if (measurements.size() < fewest)
    throw std::invalid_argument(model + " needs at least " + std::to_string(fewest) + " measurements, not " +
                                std::to_string(measurements.size()));
  for (const LatencyMeasurement& m : measurements)
    if (!(m.latency_ms > 0) || !std::isfinite(m.latency_ms))
      throw std::invalid_argument("latency_ms must be above 0, not " + detail::general(m.latency_ms));
}

/** Whole networks' times alone tell less, and come from timers of others: single ones may be far off. */
constexpr BoostOptions whole_times{.rounds = 120, .depth = 2, .fewest = 8, .ridge = 1, .far = 0.1};

StepModel fitted(std::span<const LatencyMeasurement> measurements) {
  const bool steps = std::ranges::any_of(measurements, [](const auto& each) { return !each.operators.empty(); });
  const std::vector<FitGroup> groups = groups_of(measurements);
  const BoostOptions options = steps ? BoostOptions{.rounds = 80} : whole_times;
  StepModel model = fit_amounts(groups, options.far);
  boost(model, groups, options);
  return model;
}

std::vector<double> latencies(std::span<const LatencyMeasurement> measurements) {
  std::vector<double> ms;
  for (const LatencyMeasurement& each : measurements) ms.push_back(each.latency_ms);
  return ms;
}

/** A model of the measurements outside two folds; each is left out where the numbers are the same. */
StepModel without(std::span<const LatencyMeasurement> measurements, std::size_t folds, std::size_t a, std::size_t b) {
  std::vector<LatencyMeasurement> rest;
  for (std::size_t i = 0; i < measurements.size(); ++i)
    if (i % folds != a && i % folds != b) rest.push_back(measurements[i]);
  return fitted(rest);
}

/** Sums over steps by models of other folds. */
class UnseenSums {
 public:
  UnseenSums(std::span<const LatencyMeasurement> measurements, int folds)
      : measurements_(measurements), folds_(std::min(static_cast<std::size_t>(folds), measurements.size())) {}

  /** Of each network by a model that has not seen its fold. */
  [[nodiscard]] std::vector<double> all() const {
    std::vector<double> sums(measurements_.size());
    for (std::size_t fold = 0; fold < folds_; ++fold) fill(sums, fold, without(measurements_, folds_, fold, fold));
    return sums;
  }

  /** The same corrected by size, and nothing of the correction has seen the network either. */
  [[nodiscard]] std::vector<double> corrected(std::vector<double> sums) const {
    std::vector<std::vector<double>> others(folds_, std::vector<double>(sums.size()));
    for (std::size_t a = 0; a < folds_; ++a)
      for (std::size_t b = a + 1; b < folds_; ++b) {
        const StepModel model = without(measurements_, folds_, a, b);
        fill(others[a], b, model);
        fill(others[b], a, model);
      }
    for (std::size_t fold = 0; fold < folds_; ++fold) {
      const SizeFactor size = size_without(fold, others[fold]);
      for (std::size_t i = fold; i < sums.size(); i += folds_) sums[i] *= size(sums[i]);
    }
    return sums;
  }

 private:
  void fill(std::vector<double>& sums, std::size_t fold, const StepModel& model) const {
    for (std::size_t i = fold; i < sums.size(); i += folds_) sums[i] = Resource::sum(model, measurements_[i].network);
  }

  [[nodiscard]] SizeFactor size_without(std::size_t fold, const std::vector<double>& sums) const {
    std::vector<double> rest;
    std::vector<double> measured;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (i % folds_ == fold) continue;
      rest.push_back(sums[i]);
      measured.push_back(measurements_[i].latency_ms);
    }
    return SizeFactor::fit(rest, measured);
  }

  std::span<const LatencyMeasurement> measurements_;
  std::size_t folds_;
};

UnseenSums unseen_sums(std::span<const LatencyMeasurement> measurements, int folds) {
  check(measurements, fewest_measurements, "a latency model");
  if (folds < 2) throw std::invalid_argument("folds must be at least 2, not " + std::to_string(folds));
  return {measurements, folds};
}

double residual_quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
}

}  // namespace

LatencyModel::LatencyModel(StepModel model) : model_(std::make_shared<const StepModel>(std::move(model))) {}

LatencyModel LatencyModel::fit(std::span<const LatencyMeasurement> measurements) {
  return cross_fit(measurements).model;
}

LatencyModel::CrossFit LatencyModel::cross_fit(std::span<const LatencyMeasurement> measurements, int folds) {
  const UnseenSums others = unseen_sums(measurements, folds);
  const std::vector<double> sums = others.all();
  const std::vector<double> measured = latencies(measurements);
  std::vector<double> unseen = others.corrected(sums);
  std::vector<double> residuals;
  for (std::size_t i = 0; i < unseen.size(); ++i)
    residuals.push_back(std::log(measured[i] / std::max(unseen[i], 1e-9)));
  StepModel model = fitted(measurements);
  model.size = SizeFactor::fit(sums, measured);
  model.low_residual = residual_quantile(residuals, 0.05);
  model.high_residual = residual_quantile(residuals, 0.95);
  return {LatencyModel(std::move(model)), std::move(unseen)};
}

LatencyModel LatencyModel::fit_like(std::span<const LatencyMeasurement> measurements, const LatencyModel& like) {
  return cross_fit_like(measurements, like).model;
}

LatencyModel::CrossFit LatencyModel::cross_fit_like(std::span<const LatencyMeasurement> measurements,
                                                    const LatencyModel& like) {
  check(measurements, fewest_measurements_like, "a latency model of a device like another");
  LikeFit found = fit_few(*like.model_, measurements);
  return {LatencyModel(std::move(found.model)), std::move(found.unseen_ms)};
}

std::vector<double> LatencyModel::cross_predict(std::span<const LatencyMeasurement> measurements, int folds) {
  const UnseenSums others = unseen_sums(measurements, folds);
  return others.corrected(others.all());
}

LatencyError LatencyModel::cross_validate(std::span<const LatencyMeasurement> measurements, int folds) {
  return LatencyError::of(cross_predict(measurements, folds), latencies(measurements));
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
