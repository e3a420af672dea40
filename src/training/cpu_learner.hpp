#pragma once

#include "augmentation.hpp"
#include "cpu/engine.hpp"
#include "narrows/training_backend.hpp"

namespace narrows {

/** A network being trained by the engine of narrows. */
class CpuLearner : public Learner {
 public:
  /** Throws std::invalid_argument for a network that the engine does not train. */
  CpuLearner(const Model& initial, LabelledImages images, const Recipe& recipe, int threads, training::Storage storage,
             LearnerHooks hooks);

  void begin_epoch() override { sums_ = {}; }
  void step(std::span<const View> views, double learning_rate) override;
  [[nodiscard]] StepSums sums() override { return sums_; }
  [[nodiscard]] std::vector<float> logits(const LabelledImages& images) override;
  [[nodiscard]] LearnerState state() const override { return {engine_.weights(), engine_.momentum()}; }
  void set_state(const LearnerState& state) override;
  [[nodiscard]] std::string arithmetic() const override;
  [[nodiscard]] std::string train_on() const override { return "cpu"; }
  bool fall_back() override;

 private:
  [[nodiscard]] training::BatchResult checked_step(std::span<const View> views, double learning_rate);

  Model model_;
  LabelledImages images_;
  Preprocessing preprocessing_;
  ImagePainter painter_;
  LearnerHooks hooks_;
  training::EngineOptions options_;
  training::Engine engine_;
  std::vector<std::int32_t> labels_;  ///< Of the batch at hand.
  bool checked_;                      ///< That the engine agrees with its float32 path.
  StepSums sums_;
};

/** Logits [images, classes] of what the engine has now, in evaluation mode. */
[[nodiscard]] std::vector<float> engine_logits(training::Engine& engine, int batch, const LabelledImages& images,
                                               const Preprocessing& preprocessing, std::size_t classes);

/** Whether two ways of computing one batch agree: losses to 5 %, the directions of gradients to a cosine of 0.9. */
[[nodiscard]] bool agree(double loss, const Weights& gradients, double exact_loss, const Weights& exact_gradients);

}  // namespace narrows
