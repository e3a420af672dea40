#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "narrows/model.hpp"

namespace narrows::training {

/** How activations and their gradients are stored; arithmetic and sums are float32 always. */
enum class Storage : std::uint8_t { float32, bfloat16 };

struct EngineOptions {
  int batch = 128;  ///< The most images of a step.
  int threads = 1;
  double momentum = 0.9;
  double weight_decay = 5e-4;  ///< On every trainable array.
  bool nesterov = false;
  double label_smoothing = 0;
  std::vector<float> class_weights{};  ///< How often an image of each class counts in the loss; empty: once.
  Storage storage = Storage::float32;
  std::function<void()> between_steps;  ///< Called between operations; may throw to stop.
};

struct BatchResult {
  double loss_sum = 0;  ///< Over the images of the batch.
  std::int64_t correct = 0;
};

/** Trains one network on the CPU. The plan is made once, and a step allocates nothing. */
class Engine {
 public:
  /** Throws std::invalid_argument for a network that it cannot train (one with a softmax) or bad options. */
  Engine(const Model& initial, const EngineOptions& options);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /** Where the caller writes a batch: normalised values [batch, height, width, channels]. */
  [[nodiscard]] float* images();

  /**
   * Forward pass, loss, backward pass, update of the weights and running statistics, with as many of images() as there
   * are labels. Throws std::invalid_argument for less than 2 or more than `batch` labels, or one that is no class.
   */
  BatchResult step(std::span<const std::int32_t> labels, double learning_rate);

  /** Results [images, classes] of the first `images` of images() with the running statistics. */
  void logits(int images, float* out);

  [[nodiscard]] Weights weights() const;
  void set_weights(const Weights& weights);
  /** Of every trainable array. */
  [[nodiscard]] Weights momentum() const;
  void set_momentum(const Weights& momentum);
  /** Of the last step, for every trainable array. */
  [[nodiscard]] Weights gradients() const;

  /** Memory that the engine holds. */
  [[nodiscard]] std::size_t bytes() const;

 private:
  class Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace narrows::training
