#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/inference_session.hpp"
#include "narrows/latency_error.hpp"
#include "narrows/network.hpp"
#include "narrows/resource.hpp"

namespace narrows {

/** One network with the time that a device took for it. */
struct LatencyMeasurement {
  Network network;
  double latency_ms = 0;  ///< Single image; above 0.
  /** Times of its steps (`InferenceTimer::per_operator`), which tell much more than the whole; may be left out. */
  std::vector<OperatorTime> operators{};
};

/** What a network is likely to take. */
struct LatencyInterval {
  double low_ms = 0;
  double high_ms = 0;
};

namespace timing {
class StepModel;
}

/**
 * Predicts the latency of a network on one device from the steps that an engine runs for it: a sum over steps.
 *
 * What a step takes is worked out from what it is: for each kind (1 x 1, dense, depthwise and grouped convolutions,
 * linear, pools, sums ...) a time per call, per multiply-accumulate, and per value read, written and multiplied by,
 * times a factor that small boosted trees read off channels, kernel, stride and map: engines choose among kernels, and
 * no sum of products knows where one overtakes the other. Both are fitted to the steps' own times where they are given,
 * and to those of whole networks; errors are relative, so that small networks count as much as large ones. The sum is
 * corrected by its own size, by what networks take that the sum's fit had not seen: steps of small networks find in the
 * first caches what those of large ones wait for.
 *
 * References
 * ----------
 * Friedman, Greedy function approximation: a gradient boosting machine, 2001.
 */
class LatencyModel {
 public:
  /** A model, and for each measurement what a model of others predicts. */
  struct CrossFit;

  /** Throws std::invalid_argument for fewer than 8 measurements, or one that is not above 0. */
  [[nodiscard]] static LatencyModel fit(std::span<const LatencyMeasurement> measurements);
  /** The same, with what models of the others predict for each, which a fit needs to know anyway. */
  [[nodiscard]] static CrossFit cross_fit(std::span<const LatencyMeasurement> measurements, int folds = 5);
  /**
   * Of a device like another whose model is known, from few measurements: what each step takes by that model, times a
   * factor whose logarithm is linear in channels, kernel, map and work, and in the step's kind. The factors are
   * found by ridge regression towards one common factor. Ten networks suffice; the steps' own times help.
   *
   * Throws std::invalid_argument for fewer than 5 measurements, or one that is not above 0.
   */
  [[nodiscard]] static LatencyModel fit_like(std::span<const LatencyMeasurement> measurements,
                                             const LatencyModel& like);
  /** The same, with what models of all others predict for each. */
  [[nodiscard]] static CrossFit cross_fit_like(std::span<const LatencyMeasurement> measurements,
                                               const LatencyModel& like);
  /** Error on measurements left out in turn, `folds` times; throws std::invalid_argument for fewer than 2 folds. */
  [[nodiscard]] static LatencyError cross_validate(std::span<const LatencyMeasurement> measurements, int folds = 5);

  /** What is predicted for each measurement by a model of others: those that `cross_validate` compares. */
  [[nodiscard]] static std::vector<double> cross_predict(std::span<const LatencyMeasurement> measurements,
                                                         int folds = 5);

  /** Milliseconds for a single image. */
  [[nodiscard]] double predict(const Network& network) const;
  /** Holds what is measured nine times of ten, by the errors on networks that the fit had not seen. */
  [[nodiscard]] LatencyInterval interval(const Network& network) const;
  /** A resource in ms to set limits on: worked out while counting, without building a network. */
  [[nodiscard]] Resource resource(std::string name = "latency") const;

  /** Versioned and readable: {"kind": "narrows latency model", "version": 3, "steps": {"depthwise": ...}}; of a device
   * like another, version 4 with a "factor". */
  [[nodiscard]] std::string to_json() const;
  /** Throws Error for text that is not such a model. */
  [[nodiscard]] static LatencyModel from_json(std::string_view json);

 private:
  explicit LatencyModel(timing::StepModel model);

  std::shared_ptr<const timing::StepModel> model_;
};

struct LatencyModel::CrossFit {
  LatencyModel model;
  std::vector<double> unseen_ms;
};

}  // namespace narrows
