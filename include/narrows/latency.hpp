#pragma once

#include <string>
#include <vector>

#include "narrows/model.hpp"

namespace narrows {

/** Time of one single-image inference, in milliseconds. */
struct Latency {
  double mean_ms = 0;  ///< The paper's figure: mean wall clock of the repeats.
  double median_ms = 0;
  double min_ms = 0;
  double std_ms = 0;
  double p90_ms = 0;
  double low_ms = 0;   ///< 95 % interval of the median.
  double high_ms = 0;  ///< 95 % interval of the median.
  int repeats = 0;
  int threads = 1;
  std::string engine;      ///< "xnnpack" and its version.
  bool disturbed = false;  ///< The machine was throttled or busy meanwhile.
};

/** What a search needs of a timer: `narrows::InferenceTimer` is one; tests and remote devices bring their own. */
class AbstractTimer {
 public:
  virtual ~AbstractTimer() = default;
  virtual Latency measure(const Model& model) = 0;
};

}  // namespace narrows
