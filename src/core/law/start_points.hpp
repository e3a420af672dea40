#pragma once

#include <vector>

#include "law/genome.hpp"
#include "narrows/random.hpp"

namespace narrows {

/**
 * Architectures that meet the targets, far apart: points where a random curve from the smallest to the largest
 * networks crosses the target, found by bisection.
 */
class StartPoints {
 public:
  StartPoints(const Axes& axes, const TargetRegion& region, Evaluator& evaluator);

  /** Levels of up to `count` architectures that meet the targets; none if none was found. */
  [[nodiscard]] std::vector<std::vector<int>> find(int count, Random& random);
  /** Why none was found: the smallest and the largest value of every resource. */
  [[nodiscard]] std::string explain(const std::vector<Target>& targets);

  /** The smallest or largest value of a resource that coordinate descent finds. */
  double extreme(std::size_t resource, bool largest);

 private:
  double miss(const std::vector<int>& levels);
  std::vector<int> on_curve(const std::vector<double>& exponents, double place) const;
  std::vector<int> cross(const std::vector<double>& exponents);
  void climb(std::vector<int>& levels, Random& random);

  const Axes& axes_;
  const TargetRegion& region_;
  Evaluator& evaluator_;
  std::vector<bool> falling_;  ///< Axes on which the first coordinate falls.
};

}  // namespace narrows
