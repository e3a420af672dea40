#pragma once

#include <functional>
#include <string>
#include <vector>

#include "narrows/probe_time.hpp"

namespace narrows {

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

}  // namespace narrows
