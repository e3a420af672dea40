#include "cpu_learner.hpp"

#include <algorithm>
#include <cmath>

#include "class_weights.hpp"

namespace narrows {
namespace {

using training::Engine;
using training::EngineOptions;
using training::Storage;

EngineOptions engine_options(const LabelledImages& images, std::size_t classes, const Recipe& recipe, int threads,
                             Storage storage, const LearnerHooks& hooks) {
  EngineOptions options;
  options.batch = recipe.batch_size;
  options.threads = threads;
  options.momentum = recipe.momentum;
  options.weight_decay = recipe.weight_decay;
  options.nesterov = recipe.nesterov;
  options.label_smoothing = recipe.label_smoothing;
  options.class_weights = class_weights(images, recipe, classes);
  options.storage = storage;
  options.between_steps = hooks.poll;
  return options;
}

std::size_t classes_of(const Network& network) { return static_cast<std::size_t>(network.output_shape().elements()); }

}  // namespace

CpuLearner::CpuLearner(const Model& initial, LabelledImages images, const Recipe& recipe, int threads, Storage storage,
                       LearnerHooks hooks)
    : model_(initial),
      images_(std::move(images)),
      preprocessing_(initial.info().preprocessing.value()),
      painter_(images_, preprocessing_, PixelOrder::channels_last),
      hooks_(std::move(hooks)),
      options_(engine_options(images_, classes_of(initial.network()), recipe, threads, storage, hooks_)),
      engine_(initial, options_),
      checked_(storage == Storage::float32) {}

void CpuLearner::step(std::span<const View> views, double learning_rate) {
  const std::size_t floats = views.size() * static_cast<std::size_t>(images_.shape().elements());
  painter_.paint(views, {engine_.images(), floats});
  labels_.clear();
  for (const View& view : views) labels_.push_back(images_.labels()[view.image]);
  const training::BatchResult result =
      checked_ ? engine_.step(labels_, learning_rate) : checked_step(views, learning_rate);
  sums_.loss += result.loss_sum;
  sums_.correct += static_cast<double>(result.correct);
}

/** Computes the step in float32 too, and goes on so where that gives something else. */
training::BatchResult CpuLearner::checked_step(std::span<const View> views, double learning_rate) {
  checked_ = true;
  EngineOptions exact_options = options_;
  exact_options.storage = Storage::float32;
  Engine exact(Model(model_.network(), engine_.weights()), exact_options);
  exact.set_momentum(engine_.momentum());
  const std::size_t floats = views.size() * static_cast<std::size_t>(images_.shape().elements());
  painter_.paint(views, {exact.images(), floats});
  const training::BatchResult expected = exact.step(labels_, learning_rate);
  const training::BatchResult result = engine_.step(labels_, learning_rate);
  if (agree(result.loss_sum, engine_.gradients(), expected.loss_sum, exact.gradients())) return result;
  engine_ = std::move(exact);
  options_ = exact_options;
  hooks_.say("bfloat16 gives another first step than float32 does: this network is trained in float32");
  return expected;
}

bool CpuLearner::fall_back() {
  if (options_.storage == Storage::float32) return false;
  options_.storage = Storage::float32;
  Engine exact(Model(model_.network(), engine_.weights()), options_);
  exact.set_momentum(engine_.momentum());
  engine_ = std::move(exact);
  checked_ = true;
  return true;
}

void CpuLearner::set_state(const LearnerState& state) {
  engine_.set_weights(state.weights);
  engine_.set_momentum(state.momentum);
  checked_ = true;  // by whoever took the steps so far
}

std::vector<float> CpuLearner::logits(const LabelledImages& images) {
  if (options_.storage == Storage::float32)
    return engine_logits(engine_, options_.batch, images, preprocessing_, classes_of(model_.network()));
  EngineOptions options = options_;
  options.storage = Storage::float32;
  Engine exact(Model(model_.network(), engine_.weights()), options);
  return engine_logits(exact, options.batch, images, preprocessing_, classes_of(model_.network()));
}

std::string CpuLearner::arithmetic() const {
  return options_.storage == Storage::float32 ? "float32" : "bfloat16 activations";
}

std::vector<float> engine_logits(Engine& engine, int batch, const LabelledImages& images,
                                 const Preprocessing& preprocessing, std::size_t classes) {
  const ImagePainter painter(images, preprocessing, PixelOrder::channels_last);
  std::vector<float> logits(images.size() * classes);
  const auto at_once = static_cast<std::size_t>(batch);
  for (std::size_t begin = 0; begin < images.size(); begin += at_once) {
    const auto views = plain_views(begin, std::min(begin + at_once, images.size()));
    painter.paint(views, {engine.images(), views.size() * static_cast<std::size_t>(images.shape().elements())});
    engine.logits(static_cast<int>(views.size()), logits.data() + begin * classes);
  }
  return logits;
}

bool agree(double loss, const Weights& gradients, double exact_loss, const Weights& exact_gradients) {
  double product = 0;
  double square = 0;
  double exact_square = 0;
  for (const Weights::Array& array : gradients.arrays()) {
    const std::vector<float>& exact = exact_gradients[array.name].values;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double x = array.values[i];
      const double y = exact[i];
      product += x * y;
      square += x * x;
      exact_square += y * y;
    }
  }
  return std::abs(loss - exact_loss) <= 0.05 * std::abs(exact_loss) &&
         product >= 0.9 * std::sqrt(square) * std::sqrt(exact_square);
}

}  // namespace narrows
