#pragma once

#include <limits>
#include <span>
#include <vector>

#include "narrows/latency_model.hpp"
#include "step_model.hpp"

namespace narrows::timing {

/** Steps of one kind of a group that are alike. */
struct FitPart {
  NetworkStep step;
  double times = 1;
};

/** Steps whose time together is known: those of a whole network, or one step of the engine's. */
struct FitGroup {
  std::vector<FitPart> parts;
  double ms = 0;
  double weight = 1;
  bool whole = false;  ///< A network, not one of its steps.
};

/** Whole networks, and the engine's steps where their times are given. */
[[nodiscard]] std::vector<FitGroup> groups_of(std::span<const LatencyMeasurement> measurements);

/** How trees are grown. */
struct BoostOptions {
  int rounds = 0;  ///< Trees for each kind of step.
  double rate = 0.1;
  int depth = 3;
  int fewest = 4;                                        ///< Steps in a leaf.
  double ridge = 0.5;                                    ///< As many relative errors of 1 that pull a leaf to 0.
  double far = std::numeric_limits<double>::infinity();  ///< A group that is further off pulls no harder.
};

/** Times for all amounts: non-negative least squares of relative errors; beyond `far` these count by their size only,
 * as in Huber's loss. */
[[nodiscard]] StepModel fit_amounts(std::span<const FitGroup> groups, double far);
/** Grows trees that bring the logarithms of all groups' times nearer to what was measured. */
void boost(StepModel& model, std::span<const FitGroup> groups, const BoostOptions& options);
/** What steps of these groups take longer than they do by the model of another device: ridge regression of relative
 * errors towards one common factor, so that few groups suffice. */
[[nodiscard]] StepFactor fit_factor(const StepModel& first, std::span<const FitGroup> groups);

}  // namespace narrows::timing
