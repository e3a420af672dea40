#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/network.hpp"
#include "narrows/resource.hpp"

namespace narrows {

/** One network with the time that a device took for it. */
struct LatencyMeasurement {
  Network network;
  double latency_ms = 0;  ///< Single image; above 0.
};

/** How far predictions are from measurements that the model had not seen. */
struct LatencyError {
  double median_relative = 0;    ///< Median of |predicted - measured| / measured.
  double p90_relative = 0;       ///< Nine of ten are closer than this.
  double within_10_percent = 0;  ///< Share of [0, 1] whose relative error is at most 10 %.
  double r_squared = 0;          ///< Share of the times' variance that is explained; may be below 0.
  double rank_correlation = 0;   ///< Spearman's, of [-1, 1].
  int measurements = 0;
};

/**
 * Predicts the latency of a network on one device from what its operations do.
 *
 * The prediction is a sum over the operations that are left when batch norm is folded and activations are fused: for
 * each kind of operation (1 x 1, dense, depthwise and grouped convolutions, linear, pools, sums, joins, lone
 * normalisations) a time per call, per multiply-accumulate and per byte moved, and a time per run. The times are fitted
 * by non-negative least squares of relative errors, so that small networks count as much as large ones.
 */
class LatencyModel {
 public:
  /** Throws std::invalid_argument for fewer than 8 measurements, or one that is not above 0. */
  [[nodiscard]] static LatencyModel fit(std::span<const LatencyMeasurement> measurements);
  /** Error on measurements left out in turn, `folds` times; throws std::invalid_argument for fewer than 2 folds. */
  [[nodiscard]] static LatencyError cross_validate(std::span<const LatencyMeasurement> measurements, int folds = 5);

  /** What is predicted for each measurement by a model of others: those that `cross_validate` compares. */
  [[nodiscard]] static std::vector<double> cross_predict(std::span<const LatencyMeasurement> measurements,
                                                         int folds = 5);

  /** Milliseconds for a single image. */
  [[nodiscard]] double predict(const Network& network) const;
  /** A resource in ms to set limits on. */
  [[nodiscard]] Resource resource(std::string name = "latency") const;

  /** {"time per call": ...}: readable, and read back by from_json. */
  [[nodiscard]] std::string to_json() const;
  /** Throws Error for text that is not such a model. */
  [[nodiscard]] static LatencyModel from_json(std::string_view json);

 private:
  explicit LatencyModel(std::vector<double> times_ms) : times_ms_(std::move(times_ms)) {}

  std::vector<double> times_ms_;  ///< One for each feature.
};

}  // namespace narrows
