#pragma once

namespace narrows {

/** How long fixed work takes at one moment: what the machine gives, whatever else runs on it. */
struct ProbeTime {
  double compute_ms = 0;  ///< Multiplications and additions in the first cache: clock, and who shares the core.
  double memory_ms = 0;   ///< Copies that no core's own cache holds: who shares caches and memory.
};

}  // namespace narrows
