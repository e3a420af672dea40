#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "narrows/inference_session.hpp"
#include "narrows/latency.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** How an InferenceTimer measures. */
struct TimerOptions {
  int threads = 1;            ///< Threads of the session that is timed; at least 1.
  int repeats = 10;           ///< Single-image runs in a row that make a block; at least 1.
  int blocks = 9;             ///< Blocks per network; at least 1. Fewer than 6 are too few for a 95 % interval.
  int spare_blocks = 9;       ///< Blocks that may be measured again because they were disturbed; per network.
  int warm_up_runs = 3;       ///< Runs that are not timed, at least, before the first block.
  double warm_up_ms = 100;    ///< Time without timing, at least, before the first block.
  std::vector<int> cpus{};    ///< Numbers of the processors to run on; empty: where the system likes.
  std::string machine = "/";  ///< Folder in which the machine's `proc` and `sys` are found; tests bring their own.
};

/** Which block has just been measured. */
struct BlockProgress {
  int network = 0;  ///< Counted from 0.
  int networks = 1;
  int block = 0;  ///< Of that network, counted from 0; beyond `blocks` where disturbed ones are measured again.
  int blocks = 1;
};

/** Told after every block; may throw to stop. */
using BlockCallback = std::function<void(const BlockProgress&)>;

/**
 * Measures how long one image takes on this machine: blocks of single-image runs after a warm-up.
 *
 * The mean of ten runs is the paper's figure; the median of the blocks' medians and its interval withstand a busy
 * machine. Before and after every block the timer reads frequency, throttling and under-voltage (on a Raspberry Pi)
 * and stolen time, and whether it had the processor to itself. A disturbed block is measured again as long as there
 * are spare ones, and left out; where fewer than half of the blocks asked for were undisturbed, all are used and the
 * result is marked.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
class InferenceTimer : public AbstractTimer {
 public:
  /**
   * Throws std::invalid_argument for fewer than 1 thread, repeat or block, negative other options, and processors that
   * this process may not use.
   */
  explicit InferenceTimer(TimerOptions options = {});

  [[nodiscard]] const TimerOptions& options() const { return options_; }
  Latency measure(const Model& model) override;
  /** With freshly initialised weights: latency does not depend on them. */
  Latency measure(const Network& network);
  /**
   * Several models, block by block in turn, so that what the machine does meanwhile meets all of them alike.
   *
   * All are in memory at once.
   */
  [[nodiscard]] std::vector<Latency> measure_all(std::span<const Model> models, const BlockCallback& progress = {});
  /** Where the time goes, in the order of running: medians over all runs. Their sum is near the median of the whole. */
  [[nodiscard]] std::vector<OperatorTime> per_operator(const Model& model);

 private:
  TimerOptions options_;
};

/** Summary of single-image times of one block in milliseconds; throws std::invalid_argument where there are none. */
[[nodiscard]] Latency summarise(std::vector<double> times_ms);

/**
 * Summary of several blocks: median of their medians, with the order statistics of these medians that hold the true
 * one with 95 % by the binomial distribution, whatever the times' distribution (of fewer than 6 blocks: the smallest
 * and the largest, which hold it less often). One block is summarised by its runs. Throws std::invalid_argument where a
 * block is empty or there is none.
 */
[[nodiscard]] Latency summarise_blocks(const std::vector<std::vector<double>>& blocks_ms);

}  // namespace narrows
