#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "law/cost_counter.hpp"
#include "law/step_counter.hpp"
#include "narrows/search_space.hpp"
#include "narrows/target.hpp"

namespace narrows {

/**
 * Targets as intervals of coordinates: a coordinate is the binary logarithm of a resource, or of the used share of the
 * limit that is used most. A network meets the targets if each coordinate lies in its interval.
 */
class Goal {
 public:
  struct Interval {
    double low;
    double high;
  };

  explicit Goal(const std::vector<Target>& targets);

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

class Axes;

/** Counts networks: one for each thread. */
class Evaluator {
 public:
  Evaluator(const SearchSpace& space, const Goal& goal);

  /** Resources and coordinates of the network with these values; all NaN if it is invalid. */
  void operator()(std::span<const int> values);
  /** The same of the network with these levels, one for each axis. */
  void operator()(const Axes& axes, std::span<const int> levels);
  [[nodiscard]] std::span<const double> resources() const { return resources_; }
  [[nodiscard]] std::span<const double> coordinates() const { return coordinates_; }
  /** Networks counted so far. */
  [[nodiscard]] std::int64_t calls() const { return calls_; }
  /** Operations of all those networks: what the time depends on, but the same on every machine. */
  [[nodiscard]] std::int64_t work() const { return work_; }

 private:
  const Goal& goal_;
  CostCounter counter_;
  std::vector<std::unique_ptr<StepCounter>> steps_;  ///< One for each resource; null for all but sums over steps.
  std::vector<double> resources_;
  std::vector<double> coordinates_;
  std::vector<int> values_;  ///< Of the levels counted last.
  std::int64_t calls_ = 0;
  std::int64_t work_ = 0;
  std::int64_t work_factor_ = 1;
};

}  // namespace narrows
