#include "training_run.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "augmentation.hpp"
#include "evaluation.hpp"
#include "identity.hpp"
#include "narrows/detail/finite.hpp"
#include "narrows/detail/numbers.hpp"
#include "weight_average.hpp"

namespace narrows {
namespace {

constexpr int statistics_steps = 100;  // of which running statistics, at their rate of 0.1, keep the last thirty or so

/** The last batch of an epoch may be smaller, but batch norm needs two images. */
int steps_of(std::size_t images, const Recipe& recipe) {
  const auto batch = static_cast<std::size_t>(recipe.batch_size);
  return static_cast<int>(images / batch + (images % batch >= 2 ? 1 : 0));
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

}  // namespace

TrainingRun::TrainingRun(const Trainer& trainer, const Network& network, std::uint64_t seed, std::string checkpoint,
                         TrainingCallback callback)
    : dataset_(trainer.dataset()),
      recipe_(trainer.recipe()),
      seed_(seed),
      checkpoint_(std::move(checkpoint)),
      identity_(training_identity(network, recipe_, seed, dataset_)),
      model_(initial_model(network, seed, dataset_)),
      meter_(std::move(callback), recipe_.epochs, steps_of(dataset_.train().size(), recipe_), dataset_.train().size()),
      learner_(trainer.backend().start(
          model_, dataset_.train(), recipe_,
          {.poll = [this] { meter_.poll(); }, .say = [this](const std::string& message) { meter_.say(message); }})) {
  resume();
}

void TrainingRun::resume() {
  if (checkpoint_.empty()) return;
  const auto [checkpoint, problem] = read_checkpoint(checkpoint_, identity_);
  if (checkpoint) go_on_from(*checkpoint);
  if (!problem.empty())
    meter_.say("the checkpoint " + checkpoint_ + ' ' + problem + ": the training starts from the beginning");
}

/** Another backend's weights and momentum mean the same here; only the last bits of what follows are others. */
void TrainingRun::go_on_from(const Checkpoint& checkpoint) {
  if (checkpoint.backend == learner_->train_on() && checkpoint.arithmetic != learner_->arithmetic())
    learner_->fall_back();
  learner_->set_state(checkpoint.state);
  history_ = checkpoint.history;
  mean_ = checkpoint.mean;
  if (!history_.empty()) meter_.announce_resumed(history_.back());
  if (checkpoint.backend == learner_->train_on() && checkpoint.arithmetic == learner_->arithmetic()) return;
  meter_.say("the training goes on from epoch " + std::to_string(history_.size()) + " of " + checkpoint.backend + " (" +
             checkpoint.arithmetic + ") on " + learner_->train_on() + " (" + learner_->arithmetic() + ')');
}

void TrainingRun::save() const {
  if (checkpoint_.empty()) return;
  write_checkpoint({identity_, learner_->train_on(), learner_->arithmetic(), history_, learner_->state(), mean_},
                   checkpoint_);
}

Training TrainingRun::result() {
  for (int epoch = static_cast<int>(history_.size()); epoch < recipe_.epochs; ++epoch) train_epoch(epoch);
  Model model = trained_model();
  if (scores_.empty() && dataset_.validation().size() > 0) score();  // all epochs were in the checkpoint
  return {std::move(model), history_.back().validation_accuracy, history_, learner_->train_on(), scores_};
}

/** Deployed models have batch norms multiplied into other weights: what does not fit into float32 then has diverged. */
Model TrainingRun::trained_model() const {
  const Weights weights = learner_->state().weights;
  for (const Weights::Array& array : weights.arrays())
    if (!detail::all_finite(array.values)) diverged("'" + array.name + "' is not finite after it");
  Model model(model_.network(), weights, model_.info());
  try {
    static_cast<void>(model.folded());
  } catch (const std::invalid_argument&) {
    diverged("weights are too large for their batch norms to be folded after it");
  }
  return model;
}

void TrainingRun::train_epoch(int epoch) {
  const LearnerState before = learner_->state();
  while (!train_steps(epoch)) fall_back(before);
  meter_.end_steps();
  average(epoch);
  history_.push_back(meter_.end_epoch(recipe_.learning_rate_at(epoch, 0.5), validation_accuracy()));
  save();
  meter_.announce(history_.back());
}

bool TrainingRun::train_steps(int epoch) {
  const std::size_t images = dataset_.train().size();
  const std::vector<View> views = augmented_views(images, recipe_, seed_, epoch);
  const auto batch_size = static_cast<std::size_t>(recipe_.batch_size);
  const int steps = steps_of(images, recipe_);
  meter_.begin_epoch(epoch + 1);
  learner_->begin_epoch();
  for (int step = 0; step < steps; ++step) {
    const auto rest = std::span(views).subspan(static_cast<std::size_t>(step) * batch_size);
    const auto batch = rest.first(std::min(batch_size, rest.size()));
    learner_->step(batch, recipe_.learning_rate_at(epoch, static_cast<double>(step) / steps));
    meter_.add_step(batch.size());
    if ((!learner_->asynchronous() || meter_.due()) && !read_sums()) return false;
    meter_.poll();
  }
  return read_sums();
}

void TrainingRun::average(int epoch) {
  const int count = recipe_.averaged_epochs() - (recipe_.epochs - 1 - epoch);
  if (recipe_.averaged_epochs() == 0 || count < 1) return;
  LearnerState state = learner_->state();
  mean_ = mean_with(mean_, state.weights, count);
  if (epoch + 1 < recipe_.epochs) return;
  state.weights = mean_;
  learner_->set_state(state);
  renew_statistics();
}

/** Batch norms have not seen what the mean of weights gives. A step at a rate of 0 moves nothing but their statistics.
 */
void TrainingRun::renew_statistics() {
  const std::vector<View> views = augmented_views(dataset_.train().size(), recipe_, seed_, recipe_.epochs);
  const auto batch_size = static_cast<std::size_t>(recipe_.batch_size);
  const int steps = std::min(statistics_steps, steps_of(views.size(), recipe_));
  for (int step = 0; step < steps; ++step) {
    const auto rest = std::span(views).subspan(static_cast<std::size_t>(step) * batch_size);
    learner_->step(rest.first(std::min(batch_size, rest.size())), 0);
    meter_.poll();
  }
}

bool TrainingRun::read_sums() {
  const StepSums sums = learner_->sums();
  meter_.set_sums(sums.loss, sums.correct);
  return std::isfinite(sums.loss);
}

void TrainingRun::fall_back(const LearnerState& before) {
  const std::string epoch = std::to_string(meter_.epoch());
  const std::string arithmetic = learner_->arithmetic();
  if (!learner_->fall_back()) diverged("its loss is not a finite number");
  learner_->set_state(before);
  meter_.say("a loss of epoch " + epoch + " is not a finite number with " + arithmetic +
             ": the epoch starts again with " + learner_->arithmetic());
}

void TrainingRun::diverged(const std::string& what) const {
  throw Diverged("the training diverged in epoch " + std::to_string(meter_.epoch()) + ": " + what +
                 "; a smaller learning_rate than " + detail::general(recipe_.learning_rate) + " may help");
}

std::optional<double> TrainingRun::validation_accuracy() {
  const std::size_t images = dataset_.validation().size();
  if (images == 0) return std::nullopt;
  score();
  const auto add = [](std::int64_t sum, const ClassScore& score) { return sum + score.right; };
  return static_cast<double>(std::accumulate(scores_.begin(), scores_.end(), std::int64_t{0}, add)) /
         static_cast<double>(images);
}

void TrainingRun::score() {
  const LabelledImages& images = dataset_.validation();
  scores_ = class_scores(learner_->logits(images), images.labels(), dataset_.classes().size());
}

}  // namespace narrows
