#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "machine.hpp"
#include "narrows/inference_timer.hpp"

namespace narrows::timing {

/** Times of a few runs in a row, and what disturbed them. */
struct Block {
  std::vector<double> times_ms;
  std::set<std::string> disturbances;
  MachineState after;
};

/** One image through one network. */
using Run = std::function<void()>;

/** As many runs, and as long, as the options say. */
void warm_up(const Run& run, const TimerOptions& options, const Machine& machine);

/** Warms all up, then measures block by block in turn; disturbed blocks are measured again. One list for each run. */
[[nodiscard]] std::vector<std::vector<Block>> measure_blocks(std::span<const Run> runs, const TimerOptions& options,
                                                             const Machine& machine, const BlockCallback& progress);

/** Of the undisturbed blocks; of all, and marked, where these are fewer than half of `wanted`. */
[[nodiscard]] Latency summarise(const std::vector<Block>& blocks, int wanted);

}  // namespace narrows::timing
