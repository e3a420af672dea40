#include "narrows/inference_timer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numeric>
#include <stdexcept>
#include <string>

#include "narrows/inference_session.hpp"

namespace narrows {
namespace {

using Clock = std::chrono::steady_clock;

double elapsed_ms(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

void check_at_least_one(const char* name, int value) {
  if (value < 1) throw std::invalid_argument(std::string(name) + " must be at least 1, not " + std::to_string(value));
}

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
  double log_term = -static_cast<double>(count) * std::log(2.0);
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

/** At least three runs and 20 ms, so that caches, clocks and page tables are as they stay. */
template <class Run>
void warm_up(const Run& run) {
  const auto start = Clock::now();
  for (int i = 0; i < 3 || elapsed_ms(start) < 20; ++i) run();
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
  latency.low_ms = times_ms[begin];
  latency.high_ms = times_ms[times_ms.size() - 1 - begin];
  return latency;
}

InferenceTimer::InferenceTimer(TimerOptions options) : options_(options) {
  check_at_least_one("threads", options.threads);
  check_at_least_one("repeats", options.repeats);
}

Latency InferenceTimer::measure(const Model& model) {
  InferenceSession session(model, {.threads = options_.threads});
  const std::vector<float> image(static_cast<std::size_t>(session.input_shape().elements()), 0.5F);
  std::vector<float> logits(static_cast<std::size_t>(session.output_shape().elements()));
  const auto run = [&] { session.run(image, logits); };
  warm_up(run);
  std::vector<double> times(static_cast<std::size_t>(options_.repeats));
  const auto start = Clock::now();
  const double cpu_start = thread_cpu_ms();
  for (double& time : times) {
    const auto run_start = Clock::now();
    run();
    time = elapsed_ms(run_start);
  }
  // The calling thread works or spins all the time, unless somebody else had the processor.
  const double share = (thread_cpu_ms() - cpu_start) / elapsed_ms(start);
  Latency latency = summarise(std::move(times));
  latency.threads = options_.threads;
  latency.engine = engine_version();
  latency.disturbed = share < 0.95;
  return latency;
}

Latency InferenceTimer::measure(const Network& network) { return measure(Model::initialised(network)); }

}  // namespace narrows
