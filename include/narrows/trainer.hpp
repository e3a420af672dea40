#pragma once

#include <memory>
#include <string>

#include "narrows/recipe.hpp"
#include "narrows/training.hpp"
#include "narrows/training_backend.hpp"

namespace narrows {

/**
 * Where and how a Trainer computes. "auto" is decided from the network and the machine, the same every time: `train_on`
 * is then a GPU that LibTorch can use, or else "cpu".
 */
struct TrainerOptions {
  std::string train_on = "auto";       ///< "cpu" (the engine of narrows), "torch-cpu", "cuda" or "auto".
  int threads = 0;                     ///< Of the CPU; 0: one for each core that this process may use.
  std::string precision = "auto";      ///< "float32", "bfloat16" (activations only), or "auto".
  std::string memory_format = "auto";  ///< "contiguous" (channels first), "channels_last", or "auto".

  /** Throws std::invalid_argument naming the option, its rule and its value. */
  void validate() const;
};

/**
 * Trains networks: SGD, on images that are cropped, flipped and normalised as the recipe says.
 *
 * Everything random follows from the seed: the same seed, backend, threads and machine give the same weights, to the
 * last bit, and so does a training that was stopped and taken up again from its checkpoint.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5 (the recipe).
 */
class Trainer : public AbstractTrainer {
 public:
  /**
   * Throws std::invalid_argument for a bad recipe or option or fewer than 2 training images, and Error if `train_on` is
   * "cuda" and there is no GPU that LibTorch can use.
   */
  Trainer(Dataset dataset, Recipe recipe, std::shared_ptr<TrainingBackend> backend);

  /**
   * See AbstractTrainer::train. A checkpoint of another backend is gone on from, and one that is damaged or of another
   * training counts as none; the callback's message says so.
   *
   * Throws std::invalid_argument for a network that does not fit the data set, Interrupted if the callback says so,
   * Diverged if the loss is no longer finite, and Error if the checkpoint cannot be written.
   */
  Training train(const Network& network, std::uint64_t seed = 0, const std::string& checkpoint = {},
                 const TrainingCallback& progress = {}) override;

  /** Logits [images, classes], row-major, in evaluation mode and float32. */
  std::vector<float> logits(const Model& model, const LabelledImages& images) override;

  /** Where it runs: "cpu", "torch-cpu" or "cuda". */
  [[nodiscard]] std::string train_on() const override { return backend_->name(); }
  [[nodiscard]] int threads() const { return backend_->threads(); }
  [[nodiscard]] const Dataset& dataset() const { return dataset_; }
  [[nodiscard]] const Recipe& recipe() const { return recipe_; }
  [[nodiscard]] const TrainingBackend& backend() const { return *backend_; }

 private:
  Dataset dataset_;
  Recipe recipe_;
  std::shared_ptr<TrainingBackend> backend_;
};

}  // namespace narrows
