#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "law/cost_counter.hpp"
#include "law/step_counter.hpp"
#include "law/target_region.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/** Counts networks: one for each thread. */
class Evaluator {
 public:
  Evaluator(const SearchSpace& space, const TargetRegion& region);

  /** Resources and coordinates of the network with these values; all NaN if it is invalid. */
  void operator()(std::span<const int> values);
  /** Room for a caller to write values to: one for each variable. */
  [[nodiscard]] std::span<int> room() { return room_; }
  [[nodiscard]] std::span<const double> resources() const { return resources_; }
  [[nodiscard]] std::span<const double> coordinates() const { return coordinates_; }
  /** Networks counted so far. */
  [[nodiscard]] std::int64_t calls() const { return calls_; }
  /** Operations of all those networks: what the time depends on, but the same on every machine. */
  [[nodiscard]] std::int64_t work() const { return work_; }

 private:
  const TargetRegion& region_;
  CostCounter counter_;
  std::vector<std::unique_ptr<StepCounter>> steps_;  ///< One for each resource; null for all but sums over steps.
  std::vector<double> resources_;
  std::vector<double> coordinates_;
  std::vector<int> room_;
  std::int64_t calls_ = 0;
  std::int64_t work_ = 0;
  std::int64_t work_factor_ = 1;
};

}  // namespace narrows
