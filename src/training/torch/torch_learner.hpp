#pragma once

#include <memory>

#include "image_feed.hpp"
#include "kept_memory.hpp"
#include "narrows/torch.hpp"
#include "narrows/training_backend.hpp"
#include "sgd.hpp"
#include "torch_plan.hpp"
#include "torch_settings.hpp"

namespace narrows {

/** A LibTorch module being trained. */
class TorchLearner : public Learner {
 public:
  TorchLearner(const Model& initial, const LabelledImages& images, const Recipe& recipe, const TrainerOptions& options,
               LearnerHooks hooks);

  void begin_epoch() override;
  void step(std::span<const View> views, double learning_rate) override;
  [[nodiscard]] StepSums sums() override;
  [[nodiscard]] bool asynchronous() const override { return device_.is_cuda(); }
  [[nodiscard]] std::vector<float> logits(const LabelledImages& images) override;
  [[nodiscard]] LearnerState state() const override { return {module_->weights(), sgd_.momentum()}; }
  void set_state(const LearnerState& state) override;
  [[nodiscard]] std::string arithmetic() const override;
  [[nodiscard]] std::string train_on() const override { return device_.is_cuda() ? "cuda" : "torch-cpu"; }

 private:
  [[nodiscard]] at::Tensor loss(const at::Tensor& logits, const at::Tensor& labels) const;

  TorchSettings settings_;
  KeptMemory kept_;
  LearnerHooks hooks_;
  double label_smoothing_;
  Preprocessing preprocessing_;
  TorchPlan plan_;
  at::Device device_;
  at::Tensor class_weights_;  ///< [classes], on the device; undefined where all images count once.
  NetworkModule module_;
  Sgd sgd_;
  std::unique_ptr<ImageFeed> feed_;
  at::Tensor sums_;  ///< Of this epoch's losses and rightly classified images, on the device.
};

}  // namespace narrows
