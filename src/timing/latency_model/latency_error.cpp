#include "narrows/latency_error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace narrows {
namespace {

using Numbers = std::vector<double>;

/** Ranks from 0; equal values share the mean of theirs. */
Numbers ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Numbers rank(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) rank[order[k]] = 0.5 * static_cast<double>(i + end - 1);
    i = end;
  }
  return rank;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double product(std::span<const double> a, double a_mean, std::span<const double> b, double b_mean) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - a_mean) * (b[i] - b_mean);
  return sum;
}

double correlation(const Numbers& a, const Numbers& b) {
  const double a_mean = mean(a);
  const double b_mean = mean(b);
  const double norm = std::sqrt(product(a, a_mean, a, a_mean) * product(b, b_mean, b, b_mean));
  return norm > 0 ? product(a, a_mean, b, b_mean) / norm : 0;
}

double explained(std::span<const double> predicted, std::span<const double> measured) {
  const double middle = mean(measured);
  const double variance = product(measured, middle, measured, middle);
  double error = 0;
  for (std::size_t i = 0; i < measured.size(); ++i)
    error += (measured[i] - predicted[i]) * (measured[i] - predicted[i]);
  return variance > 0 ? 1 - error / variance : 0;
}

}  // namespace

LatencyError LatencyError::of(std::span<const double> predicted, std::span<const double> measured) {
  if (predicted.size() != measured.size() || measured.empty())
    throw std::invalid_argument("predicted_ms and measured_ms must be equally long and not empty, not " +
                                std::to_string(predicted.size()) + " and " + std::to_string(measured.size()));
  Numbers relative(measured.size());
  for (std::size_t i = 0; i < measured.size(); ++i) relative[i] = std::abs(predicted[i] - measured[i]) / measured[i];
  std::sort(relative.begin(), relative.end());
  const auto close = std::upper_bound(relative.begin(), relative.end(), 0.1) - relative.begin();
  return {.median_relative = relative[relative.size() / 2],
          .p90_relative = relative[relative.size() * 9 / 10],
          .within_10_percent = static_cast<double>(close) / static_cast<double>(relative.size()),
          .r_squared = explained(predicted, measured),
          .rank_correlation = correlation(ranks(predicted), ranks(measured)),
          .measurements = static_cast<int>(measured.size())};
}

}  // namespace narrows
