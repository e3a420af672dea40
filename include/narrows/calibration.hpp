#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "narrows/inference_session.hpp"
#include "narrows/latency_error.hpp"
#include "narrows/latency_model.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/** Which networks a calibration measures. */
struct CalibrationOptions {
  int networks = 100;      ///< Over six spaces in turn; at least 20.
  std::uint64_t seed = 0;  ///< Same seed, same networks. More networks go on where fewer ended.
  std::int64_t max_macs =
      50'000'000;  ///< MACs of each lie below, spread flat from a hundredth of it; at least 100,000.
};

/** A network that a calibration measures. */
struct CalibrationNetwork {
  SearchSpace space;
  Architecture architecture;
};

/** Told before the law of each space is searched: how many are done, of how many, and its name. */
using DrawCallback = std::function<void(int done, int of, const std::string& space)>;

/** Networks of the paper's five spaces and mobilenetv3, in turn. Throws std::invalid_argument for an option out of its
 * range. */
[[nodiscard]] std::vector<CalibrationNetwork> calibration_networks(const CalibrationOptions& options = {},
                                                                   const DrawCallback& progress = {});

/**
 * Few networks that cover spaces and sizes, for a device like another: of the spaces in turn, their sizes apart. Throws
 * std::invalid_argument for fewer than 5, or another option out of its range.
 */
[[nodiscard]] std::vector<CalibrationNetwork> covering_networks(const CalibrationOptions& options = {.networks = 10},
                                                                const DrawCallback& progress = {});

/** A model of a device's latency, and how good it is. */
struct CalibrationFit {
  LatencyModel model;
  LatencyError error;                ///< On networks that the model had not seen.
  std::vector<double> predicted_ms;  ///< For each network by a model that had not seen it.
};

/**
 * Fits to what was measured. `groups` says what belongs together, such as the name of each network's space: each fold
 * of the cross-validation leaves out some of every group, and none wholly. Throws std::invalid_argument for fewer than
 * 8 measurements, one that is not above 0, and unless there is a group for each.
 */
[[nodiscard]] CalibrationFit fit_calibration(std::span<const LatencyMeasurement> measurements,
                                             std::span<const std::string> groups);

/** The same for a device like another, by LatencyModel::fit_like; each network is predicted from all others. Throws
 * std::invalid_argument for fewer than 5 measurements, or one that is not above 0. */
[[nodiscard]] CalibrationFit fit_calibration_like(std::span<const LatencyMeasurement> measurements,
                                                  const LatencyModel& like);

/** Milliseconds of a network's steps, as InferenceSession::profile told them, added up by the kind of their work, in
 * the words of StepKind: "pointwise", "depthwise", "copy" ... What runs inside a convolution counts for the
 * convolution. */
[[nodiscard]] std::map<std::string, double> times_by_kind(const Network& network,
                                                          std::span<const OperatorTime> operators);

}  // namespace narrows
