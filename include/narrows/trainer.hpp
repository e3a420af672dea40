#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "narrows/recipe.hpp"
#include "narrows/training.hpp"
#include "narrows/training_backend.hpp"

namespace narrows {

/** Where a Trainer computes. */
enum class TrainOn : std::uint8_t {
  automatic,  ///< On a GPU that LibTorch can use, or else with the engine of narrows.
  cpu,        ///< The engine of narrows.
  torch_cpu,  ///< LibTorch, without a GPU.
  cuda,       ///< LibTorch, on a GPU.
};

/** "auto", "cpu", "torch-cpu" or "cuda". */
[[nodiscard]] std::string_view name(TrainOn train_on);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] TrainOn train_on_named(std::string_view name);

/** What activations are computed and kept in; weights are float32 always. */
enum class Precision : std::uint8_t {
  automatic,
  float32,
  bfloat16,
};

/** "auto", "float32" or "bfloat16". */
[[nodiscard]] std::string_view name(Precision precision);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] Precision precision_named(std::string_view name);

/** The order of an activation's values. */
enum class MemoryFormat : std::uint8_t {
  automatic,
  contiguous,  ///< Channels first.
  channels_last,
};

/** "auto", "contiguous" or "channels_last". */
[[nodiscard]] std::string_view name(MemoryFormat format);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] MemoryFormat memory_format_named(std::string_view name);

/**
 * Where and how a Trainer computes. "auto" is decided from the network and the machine, the same every time: `train_on`
 * is then a GPU that LibTorch can use, or else "cpu".
 */
struct TrainerOptions {
  TrainOn train_on = TrainOn::automatic;
  int threads = 0;  ///< Of the CPU; 0: one for each core that this process may use.
  Precision precision = Precision::automatic;
  MemoryFormat memory_format = MemoryFormat::automatic;

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
