#pragma once

#include <chrono>

#include "narrows/training.hpp"

namespace narrows {

/** Follows a training: counts what was done, tells the callback several times a second, and stops when it says so. */
class Meter {
 public:
  /** `steps` and `images` are those of one epoch. */
  Meter(TrainingCallback callback, int epochs, int steps, std::size_t images);

  void begin_epoch(int epoch);
  void add_step(std::size_t images);
  /** Sums of the loss and of rightly classified images over all steps of this epoch so far. */
  void set_sums(double loss, double correct);
  /** The steps of this epoch are done; validation follows. */
  void end_steps();
  [[nodiscard]] EpochRecord end_epoch(double learning_rate, std::optional<double> validation_accuracy);
  /** Tells the callback of a finished epoch; throws Interrupted if it says to stop. */
  void announce(const EpochRecord& record);

  /** Tells the callback of the last epoch of a checkpoint; throws Interrupted if it says to stop. */
  void announce_resumed(const EpochRecord& record);

  /** Tells the callback something that should be known, at once. */
  void say(const std::string& message);

  [[nodiscard]] int epoch() const { return progress_.epoch; }
  /** Whether the callback has waited long enough for news. */
  [[nodiscard]] bool due() const;
  /** Tells the callback if that is due; throws Interrupted if it says to stop. */
  void poll();

 private:
  using Clock = std::chrono::steady_clock;

  void tell();
  void update();
  [[nodiscard]] double seconds_left(double seconds) const;

  TrainingCallback callback_;
  std::size_t images_per_epoch_;
  TrainingProgress progress_;
  Clock::time_point start_;
  Clock::time_point last_told_;
  std::size_t images_ = 0;
  double step_seconds_ = 0;        ///< Of this epoch's steps, once they are done.
  double validation_seconds_ = 0;  ///< Of the last epoch.
};

}  // namespace narrows
