#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "narrows/inference_session.hpp"
#include "narrows/latency.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** How long fixed work takes at one moment: what the machine gives, whatever else runs on it. */
struct ProbeTime {
  double compute_ms = 0;  ///< Multiplications and additions in the first cache: clock, and who shares the core.
  double memory_ms = 0;   ///< Copies that no core's own cache holds: who shares caches and memory.
};

/** How an InferenceTimer measures. */
struct TimerOptions {
  int threads = 1;            ///< Threads of the session that is timed; at least 1.
  int repeats = 10;           ///< Single-image runs in a row that make a block; at least 1.
  int blocks = 9;             ///< Blocks per network; at least 1. Fewer than 6 are too few for a 95 % interval.
  int spare_blocks = 9;       ///< Blocks that may be measured again because they were disturbed; per network.
  int sessions = 3;           ///< Made anew in between: memory lies elsewhere and kernels are chosen again; at least 1.
  int warm_up_runs = 3;       ///< Runs that are not timed, at least, before the first block.
  double warm_up_ms = 100;    ///< Time without timing, at least, before the first block.
  std::vector<int> cpus{};    ///< Numbers of the processors to run on; empty: where the system likes.
  std::string machine = "/";  ///< Folder in which the machine's `proc` and `sys` are found; tests bring their own.
  ProbeTime best{};           ///< Of this machine undisturbed, where that is known; 0: found while measuring.
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
 * Measures how long one image takes on this machine when nothing disturbs it: blocks of single-image runs after a
 * warm-up, over sessions made anew.
 *
 * The figure is the median of the blocks' medians. Runs during which the thread did not have the processor to itself,
 * and those that follow one, are not counted. Before and after every block the timer reads frequency, throttling and
 * under-voltage (on a Raspberry Pi) and stolen time, and times a probe: fixed work that computes and fixed work that
 * moves memory, which neighbours on the same host slow as they slow the network. A block whose probe is slower than the
 * machine's own best, or with too few runs that count, is disturbed: it is measured again as long as there are spare
 * ones, and left out; where fewer than half of the blocks asked for were undisturbed, all are used and the result is
 * marked. None of this looks at the network's own times, so that nothing is chosen where nothing disturbs: the median
 * is then that of all runs. The interval is one of blocks of several sessions; it holds what memory placement and the
 * choice of kernels change from one session to the next.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
class InferenceTimer : public AbstractTimer {
 public:
  /**
   * Throws std::invalid_argument for fewer than 1 thread, repeat, block or session, negative other options, and
   * processors that this process may not use.
   */
  explicit InferenceTimer(TimerOptions options = {});

  [[nodiscard]] const TimerOptions& options() const { return options_; }
  /** The fastest probes so far: of this machine when nothing disturbs it. Zeros before the first measurement. */
  [[nodiscard]] const ProbeTime& best() const { return best_; }
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
  ProbeTime best_;
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
