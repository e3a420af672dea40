#pragma once

#include <memory>

#include "checkpoint.hpp"
#include "meter.hpp"
#include "narrows/trainer.hpp"

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
  void go_on_from(const Checkpoint& checkpoint);
  void save() const;
  void train_epoch(int epoch);
  /** Whether every step gave finite numbers; ends with the first that did not. */
  [[nodiscard]] bool train_steps(int epoch);
  /** Counts the weights after an epoch towards their mean, which they become after the last. */
  void average(int epoch);
  void renew_statistics();
  [[nodiscard]] Model trained_model() const;
  [[nodiscard]] bool read_sums();
  void fall_back(const LearnerState& before);
  [[noreturn]] void diverged(const std::string& what) const;
  [[nodiscard]] std::optional<double> validation_accuracy();
  void score();

  const Dataset& dataset_;
  const Recipe& recipe_;
  std::uint64_t seed_;
  std::string checkpoint_;
  std::string identity_;
  Model model_;  ///< As initialised.
  Meter meter_;
  std::unique_ptr<Learner> learner_;
  std::vector<EpochRecord> history_;
  Weights mean_{std::vector<Weights::Array>()};  ///< Of the weights after the last epochs, where the recipe wants it.
  std::vector<ClassScore> scores_;               ///< On the validation part, after the last epoch trained here.
};

}  // namespace narrows
