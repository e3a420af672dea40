#pragma once

#include <array>

#include "narrows/network_step.hpp"
#include "step_trees.hpp"

namespace narrows::timing {

/**
 * How much longer a step takes on one device than on another: its logarithm is linear in what trees ask a step for.
 * Few numbers say where the devices part (in small maps, in traffic, in calls), so that few networks find them.
 */
struct StepFactor {
  double constant = 0;
  std::array<double, step_features> slopes{};
  std::array<double, step_kinds> kinds{};

  /** Logarithm of the factor. What every run costs has no features: its kind alone counts. */
  [[nodiscard]] double log(StepKind kind, const StepFeatures& features) const;
  [[nodiscard]] bool is_one() const { return *this == StepFactor{}; }
  /** Of a device like one that is itself like another. */
  StepFactor& operator*=(const StepFactor& other);

  friend bool operator==(const StepFactor&, const StepFactor&) = default;
};

}  // namespace narrows::timing
