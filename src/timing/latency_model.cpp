#include "narrows/latency_model.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "latency_features.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::size_t fewest_measurements = 8;

/** Non-negative x that minimises |a x - b|^2, by coordinate descent on the normal equations. */
Vector non_negative_least_squares(const Matrix& a, const Vector& b) {
  Matrix gram = a.transpose() * a;
  const Vector target = a.transpose() * b;
  gram.diagonal().array() += 1e-9 * gram.diagonal().maxCoeff();  // amounts that never occur stay at 0
  Vector x = Vector::Zero(a.cols());
  for (int sweep = 0; sweep < 20'000; ++sweep) {
    double largest_step = 0;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
      const double next = std::max(0.0, x[j] + (target[j] - gram.row(j).dot(x)) / gram(j, j));
      largest_step = std::max(largest_step, std::abs(next - x[j]));
      x[j] = next;
    }
    if (largest_step < 1e-12 * std::max(1.0, x.maxCoeff())) break;
  }
  return x;
}

void check(std::span<const LatencyMeasurement> measurements) {
  if (measurements.size() < fewest_measurements)
    throw std::invalid_argument("a latency model needs at least " + std::to_string(fewest_measurements) +
                                " measurements, not " + std::to_string(measurements.size()));
  for (const LatencyMeasurement& m : measurements)
    if (!(m.latency_ms > 0) || !std::isfinite(m.latency_ms))
      throw std::invalid_argument("latency_ms must be above 0, not " + std::to_string(m.latency_ms));
}

/** Rows of amounts divided by the measured time: errors become relative. Columns are scaled to unit maximum. */
std::vector<double> fitted_times(std::span<const LatencyMeasurement> measurements) {
  const auto rows = static_cast<Eigen::Index>(measurements.size());
  const auto columns = static_cast<Eigen::Index>(latency_feature_names().size());
  Matrix a(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const LatencyMeasurement& m = measurements[static_cast<std::size_t>(i)];
    const std::vector<double> features = latency_features(m.network);
    a.row(i) = Eigen::Map<const Vector>(features.data(), columns).transpose() / m.latency_ms;
  }
  const Vector scale = a.colwise().maxCoeff().transpose().cwiseMax(1e-12);
  const Vector x = non_negative_least_squares(a * scale.cwiseInverse().asDiagonal(), Vector::Ones(rows));
  const Vector times = x.cwiseQuotient(scale);
  return {times.begin(), times.end()};
}

/** Ranks from 0; equal values share the mean of theirs. */
Vector ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Vector rank(static_cast<Eigen::Index>(values.size()));
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k)
      rank[static_cast<Eigen::Index>(order[k])] = 0.5 * static_cast<double>(i + end - 1);
    i = end;
  }
  return rank;
}

double correlation(Vector a, Vector b) {
  a.array() -= a.mean();
  b.array() -= b.mean();
  const double norm = a.norm() * b.norm();
  return norm > 0 ? a.dot(b) / norm : 0;
}

double r_squared(const std::vector<double>& predicted, const std::vector<double>& measured) {
  const auto size = static_cast<Eigen::Index>(measured.size());
  const Eigen::Map<const Vector> y(measured.data(), size);
  const double variance = (y.array() - y.mean()).square().sum();
  return variance > 0 ? 1 - (y - Eigen::Map<const Vector>(predicted.data(), size)).squaredNorm() / variance : 0;
}

LatencyError summarise(const std::vector<double>& predicted, const std::vector<double>& measured) {
  std::vector<double> relative(measured.size());
  for (std::size_t i = 0; i < measured.size(); ++i) relative[i] = std::abs(predicted[i] - measured[i]) / measured[i];
  std::sort(relative.begin(), relative.end());
  const auto close = std::upper_bound(relative.begin(), relative.end(), 0.1) - relative.begin();
  return {.median_relative = relative[relative.size() / 2],
          .p90_relative = relative[relative.size() * 9 / 10],
          .within_10_percent = static_cast<double>(close) / static_cast<double>(relative.size()),
          .r_squared = r_squared(predicted, measured),
          .rank_correlation = correlation(ranks(predicted), ranks(measured)),
          .measurements = static_cast<int>(measured.size())};
}

}  // namespace

LatencyModel LatencyModel::fit(std::span<const LatencyMeasurement> measurements) {
  check(measurements);
  return LatencyModel(fitted_times(measurements));
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
    const LatencyModel model(fitted_times(rest));
    for (std::size_t i = fold; i < measurements.size(); i += count)
      predicted[i] = model.predict(measurements[i].network);
  }
  return predicted;
}

LatencyError LatencyModel::cross_validate(std::span<const LatencyMeasurement> measurements, int folds) {
  const std::vector<double> predicted = cross_predict(measurements, folds);
  std::vector<double> measured;
  for (const LatencyMeasurement& m : measurements) measured.push_back(m.latency_ms);
  return summarise(predicted, measured);
}

double LatencyModel::predict(const Network& network) const {
  const std::vector<double> features = latency_features(network);
  return std::inner_product(features.begin(), features.end(), times_ms_.begin(), 0.0);
}

Resource LatencyModel::resource(std::string name) const {
  return {std::move(name), [model = *this](const Network& network) { return model.predict(network); }, "ms"};
}

std::string LatencyModel::to_json() const {
  nlohmann::ordered_json times = nlohmann::ordered_json::object();
  const auto& names = latency_feature_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (times_ms_[i] > 0) times[names[i]] = times_ms_[i];
  return nlohmann::ordered_json{
      {"kind", "narrows latency model"}, {"unit", "ms per call, million MACs, million bytes"}, {"times", times}}
      .dump(2);
}

LatencyModel LatencyModel::from_json(std::string_view json) {
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (!parsed.is_object() || parsed.value("kind", "") != "narrows latency model" || !parsed.contains("times"))
    throw Error("this is not a latency model as LatencyModel::to_json writes it");
  const auto& names = latency_feature_names();
  std::vector<double> times(names.size(), 0.0);
  for (const auto& [name, time] : parsed["times"].items()) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end() || !time.is_number() || time.get<double>() < 0)
      throw Error("latency model: \"" + name + "\" is not known here, or its time is not a number of at least 0");
    times[static_cast<std::size_t>(found - names.begin())] = time.get<double>();
  }
  return LatencyModel(std::move(times));
}

}  // namespace narrows
