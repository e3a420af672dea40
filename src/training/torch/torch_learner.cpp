#include "torch_learner.hpp"

#include <ATen/ATen.h>

#include "arrays.hpp"
#include "class_weights.hpp"
#include "device.hpp"
#include "evaluate.hpp"

namespace narrows {
namespace {

NetworkModule module_of(const Model& model, const TorchPlan& plan, at::Device device) {
  NetworkModule module(model);
  module->to(device);
  module->set_activation_type(plan.bfloat16 ? at::kBFloat16 : at::kFloat);
  return module;
}

at::Tensor weights_of(const LabelledImages& images, const Recipe& recipe, std::int64_t classes, at::Device device) {
  const std::vector<float> weights = class_weights(images, recipe, static_cast<std::size_t>(classes));
  return weights.empty() ? at::Tensor() : at::tensor(weights).to(device);
}

}  // namespace

TorchLearner::TorchLearner(const Model& initial, const LabelledImages& images, const Recipe& recipe,
                           const TrainerOptions& options, LearnerHooks hooks)
    : settings_(options),
      hooks_(std::move(hooks)),
      label_smoothing_(recipe.label_smoothing),
      preprocessing_(initial.info().preprocessing.value()),
      plan_(torch_plan(initial.network(), options)),
      device_(device_of(options)),
      class_weights_(weights_of(images, recipe, initial.network().output_shape().elements(), device_)),
      module_(module_of(initial, plan_, device_)),
      sgd_(module_, recipe),
      feed_(make_image_feed(images, preprocessing_, recipe.pad, plan_.channels_last, device_)) {
  module_->set_between_operations(hooks_.poll);
  begin_epoch();
}

void TorchLearner::begin_epoch() { sums_ = at::zeros({2}, at::TensorOptions(at::kDouble).device(device_)); }

void TorchLearner::step(std::span<const View> views, double learning_rate) {
  const Batch batch = feed_->batch(views);
  const at::Tensor logits = module_->forward(batch.images);
  const at::Tensor loss = this->loss(logits, batch.labels);
  loss.backward();
  sgd_.step(learning_rate);
  const at::NoGradGuard no_gradients;
  const at::Tensor correct = logits.argmax(1).eq(batch.labels).sum();
  sums_ += at::stack({loss.detach().to(at::kDouble) * batch.labels.size(0), correct.to(at::kDouble)});
}

/** The weighted mean has the number of images below the line, not torch's sum of weights: then its gradients are, over
 * an epoch, those of the balanced loss however the classes fall into batches. */
at::Tensor TorchLearner::loss(const at::Tensor& logits, const at::Tensor& labels) const {
  if (!class_weights_.defined())
    return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, label_smoothing_);
  const at::Tensor losses = at::cross_entropy_loss(logits, labels, {}, at::Reduction::None, -100, label_smoothing_);
  return (losses * class_weights_.index_select(0, labels)).mean();
}

StepSums TorchLearner::sums() {
  const at::Tensor sums = sums_.to(at::kCPU);
  const double* values = sums.const_data_ptr<double>();
  return {.loss = values[0], .correct = values[1]};
}

std::vector<float> TorchLearner::logits(const LabelledImages& images) {
  return values_of(evaluate(module_, images, preprocessing_,
                            {.device = device_, .channels_last = true, .between_batches = hooks_.poll}));
}

void TorchLearner::set_state(const LearnerState& state) {
  module_->set_weights(state.weights);
  sgd_.set_momentum(state.momentum);
}

std::string TorchLearner::arithmetic() const {
  return std::string(plan_.bfloat16 ? "bfloat16" : "float32") + (plan_.channels_last ? ", channels last" : "");
}

}  // namespace narrows
