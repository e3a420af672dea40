#include "training_run.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "identity.hpp"

namespace narrows {
namespace {

/** The last batch of an epoch may be smaller, but batch norm needs two images. */
int steps_of(std::size_t images, const Recipe& recipe) {
  const auto batch = static_cast<std::size_t>(recipe.batch_size);
  return static_cast<int>(images / batch + (images % batch >= 2 ? 1 : 0));
}

std::string text(double value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

Model initial_model(const Network& network, std::uint64_t seed, const Dataset& dataset) {
  check_input(network, dataset.input_shape());
  const auto classes = static_cast<long long>(dataset.classes().size());
  if (network.output_shape().elements() != classes)
    throw std::invalid_argument("trainer: network must have one output for each of " + std::to_string(classes) +
                                " classes, not " + std::to_string(network.output_shape().elements()));
  return Model::initialised(network, seed)
      .with_info({.preprocessing = dataset.preprocessing(), .classes = dataset.classes(), .architecture = {}});
}

NetworkModule module_of(const Model& model, const Plan& plan, at::Device device) {
  NetworkModule module(model);
  module->to(device);
  module->set_activation_type(plan.bfloat16 ? at::kBFloat16 : at::kFloat);
  return module;
}

}  // namespace

TrainingRun::TrainingRun(const Trainer& trainer, const Network& network, std::uint64_t seed, std::string checkpoint,
                         TrainingCallback callback)
    : dataset_(trainer.dataset()),
      recipe_(trainer.recipe()),
      seed_(seed),
      plan_(plan_for(network, trainer.options())),
      device_(trainer.train_on()),
      checkpoint_(std::move(checkpoint)),
      identity_(training_identity(network, recipe_, seed, dataset_, plan_)),
      model_(initial_model(network, seed, dataset_)),
      module_(module_of(model_, plan_, device_)),
      sgd_(module_, recipe_),
      feed_(make_image_feed(dataset_.train(), dataset_.preprocessing(), recipe_.pad, plan_.channels_last, device_)),
      meter_(std::move(callback), recipe_.epochs, steps_of(dataset_.train().size(), recipe_), dataset_.train().size()) {
  module_->set_between_operations([this] { meter_.poll(); });
  resume();
}

void TrainingRun::resume() {
  if (checkpoint_.empty()) return;
  const auto found = read_checkpoint(checkpoint_, identity_);
  if (!found) return;
  module_->set_weights(found->weights);
  sgd_.set_momentum(found->momentum);
  history_ = found->history;
}

void TrainingRun::save() const {
  if (checkpoint_.empty()) return;
  write_checkpoint({identity_, history_, module_->weights(), sgd_.momentum()}, checkpoint_);
}

Training TrainingRun::result() {
  for (int epoch = static_cast<int>(history_.size()); epoch < recipe_.epochs; ++epoch) train_epoch(epoch);
  return {Model(model_.network(), module_->weights(), model_.info()), history_.back().validation_accuracy, history_,
          device_.is_cuda() ? "cuda" : "cpu"};
}

void TrainingRun::train_epoch(int epoch) {
  meter_.begin_epoch(epoch + 1);
  train_steps(epoch);
  meter_.end_steps();
  history_.push_back(meter_.end_epoch(recipe_.learning_rate_at(epoch, 0.5), validation_accuracy()));
  save();
  meter_.announce(history_.back());
}

void TrainingRun::train_steps(int epoch) {
  const std::size_t images = dataset_.train().size();
  const std::vector<View> views = augmented_views(images, recipe_, seed_, epoch);
  const auto batch_size = static_cast<std::size_t>(recipe_.batch_size);
  const int steps = steps_of(images, recipe_);
  sums_ = at::zeros({2}, at::TensorOptions(at::kDouble).device(device_));
  for (int step = 0; step < steps; ++step) {
    const auto rest = std::span(views).subspan(static_cast<std::size_t>(step) * batch_size);
    const auto batch = rest.first(std::min(batch_size, rest.size()));
    train_step(feed_->batch(batch), recipe_.learning_rate_at(epoch, static_cast<double>(step) / steps));
    meter_.add_step(batch.size());
    if (device_.is_cpu() || meter_.due()) read_sums();
    meter_.poll();
  }
  read_sums();
}

void TrainingRun::train_step(const Batch& batch, double learning_rate) {
  const at::Tensor logits = module_->forward(batch.images);
  const at::Tensor loss =
      at::cross_entropy_loss(logits, batch.labels, {}, at::Reduction::Mean, -100, recipe_.label_smoothing);
  loss.backward();
  sgd_.step(learning_rate);
  const at::NoGradGuard no_gradients;
  const at::Tensor correct = logits.argmax(1).eq(batch.labels).sum();
  sums_ += at::stack({loss.detach().to(at::kDouble) * batch.labels.size(0), correct.to(at::kDouble)});
}

/** On a GPU this waits for all steps so far: seldom, therefore. */
void TrainingRun::read_sums() {
  const at::Tensor sums = sums_.to(at::kCPU);
  const double* values = sums.const_data_ptr<double>();
  meter_.set_sums(values[0], values[1]);
  if (std::isfinite(values[0])) return;
  throw Diverged("the training diverged in epoch " + std::to_string(meter_.epoch()) +
                 ": its loss is not a finite number; a smaller learning_rate than " + text(recipe_.learning_rate) +
                 " may help");
}

double TrainingRun::validation_accuracy() {
  const Evaluation how{.device = device_, .channels_last = true, .between_batches = [this] { meter_.poll(); }};
  return accuracy(evaluate(module_, dataset_.validation(), dataset_.preprocessing(), how), dataset_.validation());
}

}  // namespace narrows
