#pragma once

#include <vector>

#include "law/genome.hpp"
#include "narrows/random.hpp"

namespace narrows {

/** Moves and widens boxes by the slopes of the resources, measured in the middle of the box. */
class BoxShaper {
 public:
  BoxShaper(const Axes& axes, const TargetRegion& region) : axes_(axes), region_(region) {}

  /**
   * Brings a genome back to the middle of the target, and its ranges nearer to the best proportions: fully with a
   * trust of 1, not at all with 0.
   */
  void shape(Genome& genome, Random& random, double trust, Evaluator& evaluator) const;

 private:
  /** How the coordinates change around the middle of a box: one row for each axis, per level. */
  struct Slopes {
    std::vector<double> middle;  ///< Coordinates there.
    std::vector<std::vector<double>> per_level;
  };

  [[nodiscard]] Slopes slopes(const std::vector<Levels>& box, Evaluator& evaluator) const;

  const Axes& axes_;
  const TargetRegion& region_;
};

}  // namespace narrows
