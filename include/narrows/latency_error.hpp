#pragma once

#include <span>

namespace narrows {

/** How far predictions are from measurements that the model had not seen. */
struct LatencyError {
  double median_relative = 0;    ///< Median of |predicted - measured| / measured.
  double p90_relative = 0;       ///< Nine of ten are closer than this.
  double within_10_percent = 0;  ///< Share of [0, 1] whose relative error is at most 10 %.
  double r_squared = 0;          ///< Share of the times' variance that is explained; may be below 0.
  double rank_correlation = 0;   ///< Spearman's, of [-1, 1].
  int measurements = 0;

  /** Throws std::invalid_argument unless there are as many of the one as of the other, and some. */
  [[nodiscard]] static LatencyError of(std::span<const double> predicted_ms, std::span<const double> measured_ms);
};

}  // namespace narrows
