#pragma once

#include <vector>

#include "narrows/probe_time.hpp"

namespace narrows::timing {

/** Fixed work of about a tenth of a millisecond each, beside which a block's times are read. */
class Probe {
 public:
  Probe();
  /** The median of a few tries of each, so that a single interruption does not count. */
  [[nodiscard]] ProbeTime operator()() const;

 private:
  std::vector<float> values_;
  mutable std::vector<char> bytes_;
};

}  // namespace narrows::timing
