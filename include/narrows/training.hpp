#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "narrows/class_score.hpp"
#include "narrows/dataset.hpp"
#include "narrows/error.hpp"
#include "narrows/model.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** What one epoch gave. */
struct EpochRecord {
  int epoch = 0;             ///< Counted from 1.
  double learning_rate = 0;  ///< In the middle of the epoch.
  double train_loss = 0;
  double train_accuracy = 0;                  ///< Share of [0, 1], over the augmented images as they were trained on.
  std::optional<double> validation_accuracy;  ///< Share of [0, 1]; none without validation images.
  double seconds = 0;
  double images_per_second = 0;

  /** Calls visit(name, member) for every field: its name in JSON and in Python. */
  template <class Visit>
  static void for_each_field(const Visit& visit) {
    visit("epoch", &EpochRecord::epoch);
    visit("learning_rate", &EpochRecord::learning_rate);
    visit("train_loss", &EpochRecord::train_loss);
    visit("train_accuracy", &EpochRecord::train_accuracy);
    visit("validation_accuracy", &EpochRecord::validation_accuracy);
    visit("seconds", &EpochRecord::seconds);
    visit("images_per_second", &EpochRecord::images_per_second);
  }
};

/** A trained model and how it came about. */
struct Training {
  Model model;
  std::optional<double> accuracy;  ///< On the validation part after the last epoch; none without validation images.
  std::vector<EpochRecord> history;
  std::string train_on{};  ///< "cpu", "torch-cpu", "cuda", or what another trainer says; empty where not known.
  std::vector<ClassScore> validation_scores{};  ///< Of each class, after the last epoch; empty where not known.
};

/** Where a training stands; sent several times a second. */
struct TrainingProgress {
  int epoch = 1;  ///< The one running, counted from 1.
  int epochs = 0;
  int step = 0;  ///< Batches done in this epoch.
  int steps = 0;
  double loss = 0;      ///< Mean over this epoch so far.
  double accuracy = 0;  ///< Training accuracy over this epoch so far.
  double images_per_second = 0;
  double seconds_left = 0;  ///< For this training.
  std::string message{};    ///< What should be known, such as a checkpoint that is not used; else empty.
  /** The last finished epoch, sent once, when it ends. */
  std::optional<EpochRecord> finished_epoch;
  /** The last epoch of the checkpoint that is gone on from, sent once, before the first step. */
  std::optional<EpochRecord> resumed_epoch{};
};

/** Returns false to stop: the trainer then throws Interrupted, having kept the last finished epoch's checkpoint. */
using TrainingCallback = std::function<bool(const TrainingProgress&)>;

/** The loss of a training is no longer a finite number; a smaller learning rate may help. */
class Diverged : public Error {
 public:
  using Error::Error;
};

/** What the search needs of a trainer: `narrows::Trainer` is one; tests bring their own. */
class AbstractTrainer {
 public:
  virtual ~AbstractTrainer() = default;

  /**
   * Trains from scratch, or goes on from `checkpoint` if that file is there and belongs to the same network, recipe,
   * seed and data; the file is replaced in one step after each epoch. An empty path: no checkpoints.
   */
  virtual Training train(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                         const TrainingCallback& progress) = 0;
  /** Logits [images, classes], row-major, in evaluation mode. */
  virtual std::vector<float> logits(const Model& model, const LabelledImages& images) = 0;
  /** Where it runs: "cpu", "torch-cpu", "cuda", or a word of its own. */
  [[nodiscard]] virtual std::string train_on() const = 0;
};

}  // namespace narrows
