#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace narrows {

/** One network as a front sees it: what it reaches and what it costs, the cost known to within an interval. */
struct FrontPoint {
  double accuracy = 0;  ///< Larger is better.
  double low = 0;       ///< Smallest cost that the measurement allows; smaller is better.
  double high = 0;      ///< Largest; equal to `low` for a cost that is counted, not measured.
};

/**
 * Indices of the points on the Pareto front, the most accurate first.
 *
 * Two costs whose intervals overlap are not told apart: of two such networks only the more accurate one is on the
 * front. So a point is on the front if it is certainly cheaper than every front point that is at least as accurate.
 * Points without an accuracy or a cost (NaN) never are.
 */
[[nodiscard]] std::vector<std::size_t> pareto_front(std::span<const FrontPoint> points);

}  // namespace narrows
