#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/model.hpp"
#include "narrows/recipe.hpp"

namespace narrows {

/** One image as it is shown to a network once: which, from where in its frame of zeros, and whether mirrored. */
struct View {
  std::uint32_t image = 0;
  std::int16_t top = 0;   ///< First row, counted from the image's own first row; negative in the frame.
  std::int16_t left = 0;  ///< First column, likewise.
  bool flipped = false;
};

/** Sums over the steps of an epoch so far. */
struct StepSums {
  double loss = 0;
  double correct = 0;  ///< Rightly classified images.
};

/** All that a network being trained consists of. */
struct LearnerState {
  Weights weights;   ///< Running statistics among them.
  Weights momentum;  ///< By the names of the trainable arrays.
};

/** A network being trained. */
class Learner {
 public:
  virtual ~Learner() = default;

  /** Sums start at zero again. */
  virtual void begin_epoch() = 0;
  /** One step of gradient descent on some views of the training images. */
  virtual void step(std::span<const View> views, double learning_rate) = 0;
  [[nodiscard]] virtual StepSums sums() = 0;
  /** Whether steps go on after `step` has returned, so that `sums` waits for them. */
  [[nodiscard]] virtual bool asynchronous() const { return false; }
  /** Logits [images, classes], row-major, in evaluation mode and float32. */
  [[nodiscard]] virtual std::vector<float> logits(const LabelledImages& images) = 0;
  [[nodiscard]] virtual LearnerState state() const = 0;
  virtual void set_state(const LearnerState& state) = 0;
  /** How it computes, such as "bfloat16, channels last": in another way the same steps give other last bits. */
  [[nodiscard]] virtual std::string arithmetic() const = 0;
  /** Where it computes: not what its backend is called if that one has given the network to another. */
  [[nodiscard]] virtual std::string train_on() const = 0;
  /** Computes more exactly from now on, if it can; the state stays. */
  virtual bool fall_back() { return false; }
};

/** What a learner calls while it works. */
struct LearnerHooks {
  std::function<void()> poll;                   ///< Several times a second; what it throws ends the step.
  std::function<void(const std::string&)> say;  ///< What the user should know.
};

/** Computes trainings: the part of a Trainer that knows a machine and a library. */
class TrainingBackend {
 public:
  virtual ~TrainingBackend() = default;

  /** What `train_on` calls it: "cpu", "torch-cpu" or "cuda". */
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual int threads() const = 0;
  /** A learner with the model's weights, which prepares images as the model's information says. */
  [[nodiscard]] virtual std::unique_ptr<Learner> start(const Model& initial, const LabelledImages& images,
                                                       const Recipe& recipe, LearnerHooks hooks) const = 0;
  /** Logits [images, classes] of a model that says how to prepare images, in evaluation mode and float32. */
  [[nodiscard]] virtual std::vector<float> logits(const Model& model, const LabelledImages& images) const = 0;
};

}  // namespace narrows
