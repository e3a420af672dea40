#pragma once

#include <span>
#include <vector>

#include "narrows/latency_model.hpp"
#include "step_model.hpp"

namespace narrows::timing {

/** A model of a device like another, and what models without each measurement predict for it. */
struct LikeFit {
  StepModel model;
  std::vector<double> unseen_ms;
};

[[nodiscard]] LikeFit fit_few(const StepModel& first, std::span<const LatencyMeasurement> measurements);

}  // namespace narrows::timing
