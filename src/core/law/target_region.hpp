#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "narrows/target.hpp"

namespace narrows {

/**
 * Targets as intervals of coordinates: a coordinate is the binary logarithm of a resource, or of the used share of the
 * limit that is used most. A network meets the targets if each coordinate lies in its interval.
 */
class TargetRegion {
 public:
  struct Interval {
    double low;
    double high;
  };

  explicit TargetRegion(const std::vector<Target>& targets);

  [[nodiscard]] const std::vector<Resource>& resources() const { return resources_; }
  [[nodiscard]] const std::vector<Interval>& intervals() const { return intervals_; }
  /** Coordinates of a network whose resources are given; one for each interval. */
  void locate(std::span<const double> resources, std::span<double> coordinates) const;
  [[nodiscard]] bool inside(std::span<const double> coordinates) const;
  /** How far coordinates are from meeting the targets, in octaves; a large number for an invalid network. */
  [[nodiscard]] double miss(std::span<const double> coordinates) const;

 private:
  struct Term {
    std::size_t resource;
    std::size_t interval;
    double unit;  ///< What the resource is divided by before the logarithm.
  };

  std::size_t resource_index(const Resource& resource);

  std::vector<Resource> resources_;
  std::vector<Interval> intervals_;
  std::vector<Term> terms_;
};

}  // namespace narrows
