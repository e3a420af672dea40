#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "machine.hpp"
#include "narrows/latency.hpp"
#include "narrows/timer_options.hpp"

namespace narrows::timing {

/** Runs in a row, and what disturbed them. */
struct Block {
  std::vector<double> times_ms;  ///< Of runs that had the processor to themselves; of all, where there are none.
  double mean_ms = 0;            ///< Of the first runs in a row, whatever met them.
  std::set<std::string> disturbances;
  MachineState after;
  ProbeTime probe;  ///< The slower of those before and behind, part by part.
};

/** What is timed. */
class Subject {
 public:
  virtual ~Subject() = default;
  /** One image through the network. */
  virtual void run() = 0;
  /** Makes everything anew: memory lies elsewhere, kernels are chosen again. */
  virtual void renew() = 0;
};

/** The blocks of one subject. */
struct Measured {
  double first_ms = 0;  ///< The very first run.
  std::vector<Block> blocks;
};

/** As many runs, and as long, as the options say; returns the time of the first. */
double warm_up(Subject& subject, const TimerOptions& options, const Machine& machine);

/**
 * Warms all up, then measures block by block in turn; disturbed blocks are measured again. Subjects are renewed
 * meanwhile, so that the blocks come from as many sessions as the options say. One result for each subject. `best`
 * follows the fastest probes.
 */
[[nodiscard]] std::vector<Measured> measure_blocks(std::span<Subject* const> subjects, const TimerOptions& options,
                                                   const Machine& machine, ProbeTime& best,
                                                   const BlockCallback& progress);

/** What slowed a block: its own disturbances, and "slowed" where its probe took clearly longer than the best. */
[[nodiscard]] std::set<std::string> disturbances(const Block& block, const ProbeTime& best);

/** Of the undisturbed blocks; of all, and marked, where these are fewer than half of `wanted`. */
[[nodiscard]] Latency summarise(const Measured& measured, int wanted, const ProbeTime& best);

}  // namespace narrows::timing
