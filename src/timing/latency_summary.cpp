#include "narrows/latency_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace narrows {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

/**
 * Index of the order statistic that begins the 95 % interval of the median: each time lies below it with probability
 * 1/2, so the count below is binomial. The smallest time where there are too few for 95 %.
 */
std::size_t median_interval_begin(std::size_t count) {
  double log_term = -static_cast<double>(count) * std::numbers::ln2;
  double tail = 0;
  std::size_t index = 0;
  for (std::size_t k = 0; k < count / 2; ++k) {
    tail += std::exp(log_term);
    if (tail > 0.025) break;
    index = k;
    log_term += std::log(static_cast<double>(count - k) / static_cast<double>(k + 1));
  }
  return index;
}

double standard_deviation(const std::vector<double>& times, double mean) {
  if (times.size() < 2) return 0;
  double sum = 0;
  for (const double time : times) sum += (time - mean) * (time - mean);
  return std::sqrt(sum / static_cast<double>(times.size() - 1));
}

}  // namespace

Latency summarise(std::vector<double> times_ms) {
  if (times_ms.empty()) throw std::invalid_argument("times_ms must hold at least one time");
  std::sort(times_ms.begin(), times_ms.end());
  const std::size_t begin = median_interval_begin(times_ms.size());
  Latency latency;
  latency.repeats = static_cast<int>(times_ms.size());
  latency.mean_ms = std::accumulate(times_ms.begin(), times_ms.end(), 0.0) / static_cast<double>(times_ms.size());
  latency.median_ms = quantile(times_ms, 0.5);
  latency.min_ms = times_ms.front();
  latency.std_ms = standard_deviation(times_ms, latency.mean_ms);
  latency.p90_ms = quantile(times_ms, 0.9);
  latency.p99_ms = quantile(times_ms, 0.99);
  latency.low_ms = times_ms[begin];
  latency.high_ms = times_ms[times_ms.size() - 1 - begin];
  return latency;
}

Latency summarise_blocks(const std::vector<std::vector<double>>& blocks_ms) {
  if (blocks_ms.empty()) throw std::invalid_argument("blocks_ms must hold at least one block");
  Latency first = summarise(blocks_ms.front());
  if (blocks_ms.size() == 1) return first;
  std::vector<double> times;
  std::vector<double> medians;
  for (const std::vector<double>& block : blocks_ms) {
    medians.push_back(summarise(block).median_ms);
    times.insert(times.end(), block.begin(), block.end());
  }
  const Latency between = summarise(std::move(medians));
  Latency latency = summarise(std::move(times));
  latency.mean_ms = first.mean_ms;
  latency.median_ms = between.median_ms;
  latency.low_ms = between.low_ms;
  latency.high_ms = between.high_ms;
  latency.repeats = first.repeats;
  latency.blocks = static_cast<int>(blocks_ms.size());
  return latency;
}

}  // namespace narrows
