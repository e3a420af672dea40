#pragma once

#include <span>
#include <vector>

namespace narrows::timing {

/**
 * What a whole network takes over the sum of its steps, by that sum: steps of a small network find in the first caches
 * what the same steps of a large one wait for. Piecewise linear in logarithms, constant beyond the ends.
 */
struct SizeFactor {
  struct Knot {
    double ms;  ///< Sum of the steps.
    double factor;
  };
  std::vector<Knot> knots{};  ///< By ms; none: 1 everywhere.

  [[nodiscard]] double operator()(double ms) const;

  /** A knot for each octave: the mean over neighbours, drawn to 1 where they are few. */
  [[nodiscard]] static SizeFactor fit(std::span<const double> sums_ms, std::span<const double> measured_ms);
};

}  // namespace narrows::timing
