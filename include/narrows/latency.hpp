#pragma once

#include <string>
#include <vector>

#include "narrows/model.hpp"

namespace narrows {

/** Time of one single-image inference, in milliseconds. */
struct Latency {
  double mean_ms = 0;    ///< The paper's figure: mean wall clock of `repeats` runs in a row, those of the first block.
  double median_ms = 0;  ///< Median of the blocks' medians.
  double min_ms = 0;
  double std_ms = 0;
  double p90_ms = 0;
  double low_ms = 0;   ///< 95 % interval of the median (see summarise_blocks).
  double high_ms = 0;  ///< 95 % interval of the median.
  int repeats = 0;     ///< Runs in a block.
  int threads = 1;
  std::string engine;        ///< "xnnpack" and its version.
  bool disturbed = false;    ///< The machine was throttled or busy meanwhile, and measuring again did not help.
  int blocks = 1;            ///< Blocks that the figures come from.
  int disturbed_blocks = 0;  ///< Blocks that were disturbed, whether left out or not.
  std::string disturbances;  ///< What disturbed them: "preempted, throttled"; empty for nothing.
  std::string cpu;           ///< What measured: the board or processor by name; may be empty.
  std::string governor;      ///< Of the processor's frequency; empty where the machine does not tell.
  double frequency_mhz = 0;  ///< At the end; 0 where the machine does not tell.
  double temperature_c = 0;  ///< The highest after any block; 0 where the machine does not tell.
  double p99_ms = 0;
  double first_ms = 0;          ///< First inference of a session just made, memory and caches cold.
  double compute_probe_ms = 0;  ///< Fixed arithmetic beside the blocks used, median; 0 where none was timed.
  double memory_probe_ms = 0;   ///< Fixed moves of memory beside the blocks used, median; 0 where none was timed.
  double slowdown = 0;          ///< Of the probes beside the blocks used, over their best; 1: nothing slowed them.

  /**
   * Calls visit(name, member) for every field: its name in JSON, in the results store and in Python. A field that is
   * added here travels everywhere; stores that were written before get it with the value it has in Latency{}.
   */
  template <class Visit>
  static void for_each_field(const Visit& visit) {
    visit("mean_ms", &Latency::mean_ms);
    visit("median_ms", &Latency::median_ms);
    visit("min_ms", &Latency::min_ms);
    visit("std_ms", &Latency::std_ms);
    visit("p90_ms", &Latency::p90_ms);
    visit("low_ms", &Latency::low_ms);
    visit("high_ms", &Latency::high_ms);
    visit("repeats", &Latency::repeats);
    visit("threads", &Latency::threads);
    visit("engine", &Latency::engine);
    visit("disturbed", &Latency::disturbed);
    visit("blocks", &Latency::blocks);
    visit("disturbed_blocks", &Latency::disturbed_blocks);
    visit("disturbances", &Latency::disturbances);
    visit("cpu", &Latency::cpu);
    visit("governor", &Latency::governor);
    visit("frequency_mhz", &Latency::frequency_mhz);
    visit("temperature_c", &Latency::temperature_c);
    visit("p99_ms", &Latency::p99_ms);
    visit("first_ms", &Latency::first_ms);
    visit("compute_probe_ms", &Latency::compute_probe_ms);
    visit("memory_probe_ms", &Latency::memory_probe_ms);
    visit("slowdown", &Latency::slowdown);
  }

  friend bool operator==(const Latency&, const Latency&) = default;
};

/** What a search needs of a timer: `narrows::InferenceTimer` is one; tests and remote devices bring their own. */
class AbstractTimer {
 public:
  virtual ~AbstractTimer() = default;
  virtual Latency measure(const Model& model) = 0;
};

}  // namespace narrows
