#pragma once

#include "checkpoint.hpp"
#include "evaluation.hpp"
#include "image_feed.hpp"
#include "meter.hpp"
#include "narrows/trainer.hpp"
#include "plan.hpp"
#include "sgd.hpp"

namespace narrows {

/** One training from its first or its next epoch to its last. */
class TrainingRun {
 public:
  TrainingRun(const Trainer& trainer, const Network& network, std::uint64_t seed, std::string checkpoint,
              TrainingCallback callback);

  /** Trains what is left. */
  [[nodiscard]] Training result();

 private:
  void resume();
  void save() const;
  void train_epoch(int epoch);
  void train_steps(int epoch);
  void train_step(const Batch& batch, double learning_rate);
  void read_sums();
  [[nodiscard]] double validation_accuracy();

  const Dataset& dataset_;
  const Recipe& recipe_;
  std::uint64_t seed_;
  Plan plan_;
  at::Device device_;
  std::string checkpoint_;
  std::string identity_;
  Model model_;  ///< As initialised.
  NetworkModule module_;
  Sgd sgd_;
  std::unique_ptr<ImageFeed> feed_;
  Meter meter_;
  at::Tensor sums_;  ///< Of this epoch's losses and rightly classified images, on the device.
  std::vector<EpochRecord> history_;
};

}  // namespace narrows
