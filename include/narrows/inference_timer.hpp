#pragma once

#include "narrows/latency.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** How an InferenceTimer measures. */
struct TimerOptions {
  int threads = 1;   ///< Threads of the session that is timed; at least 1.
  int repeats = 10;  ///< Single-image runs that are timed; at least 1.
};

/**
 * Measures how long one image takes on this machine: a sequence of single-image runs after a warm-up.
 *
 * The mean of ten runs is the paper's figure; the median and its interval withstand a busy machine.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
class InferenceTimer : public AbstractTimer {
 public:
  /** Throws std::invalid_argument for fewer than 1 thread or repeat. */
  explicit InferenceTimer(TimerOptions options = {});

  [[nodiscard]] const TimerOptions& options() const { return options_; }
  Latency measure(const Model& model) override;
  /** With freshly initialised weights: latency does not depend on them. */
  Latency measure(const Network& network);

 private:
  TimerOptions options_;
};

/** Summary of single-image times in milliseconds, in any order; throws std::invalid_argument where there are none. */
[[nodiscard]] Latency summarise(std::vector<double> times_ms);

}  // namespace narrows
