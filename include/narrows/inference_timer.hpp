#pragma once

#include <span>
#include <vector>

#include "narrows/inference_session.hpp"
#include "narrows/latency.hpp"
#include "narrows/network.hpp"
#include "narrows/timer_options.hpp"

namespace narrows {

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

}  // namespace narrows
