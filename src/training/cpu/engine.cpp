#include "engine.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>
#include <stdexcept>
#include <string>

#include "loss.hpp"
#include "map_memory.hpp"
#include "thread_pool.hpp"

namespace narrows::training {
namespace {

/** Always as many: the bits of a result do not depend on the number of threads, up to so many. */
constexpr int fewest_shares = 4;

constexpr std::size_t slack = 64;  // floats between two shares' working memory, which kernels may touch

EngineOptions checked(const EngineOptions& options) {
  const auto fail = [](const std::string& what) { throw std::invalid_argument("training: " + what); };
  if (options.batch < 2) fail("batch must be at least 2, not " + std::to_string(options.batch));
  if (options.threads < 1) fail("threads must be at least 1, not " + std::to_string(options.threads));
  if (!(options.label_smoothing >= 0 && options.label_smoothing < 1))
    fail("label_smoothing must be at least 0 and less than 1, not " + std::to_string(options.label_smoothing));
  return options;
}

}  // namespace

class Engine::Plan {
 public:
  Plan(const Model& model, const EngineOptions& options)
      : network_(model.network()),
        options_(checked(options)),
        batch_(static_cast<std::size_t>(options.batch)),
        shares_(std::max(options.threads, fewest_shares)),
        graph_(network_, batch_, options.storage, parameters_),
        pool_(options.threads) {
    add_the_rest();
    parameters_.allocate(shares_);
    order_gradients(graph_);
    maps_ = place_maps(graph_, batch_, shares_);
    for (View& view : graph_.views()) view.allocate(shares_);
    for (const StepPointer& step : graph_.steps()) scratch_floats_ = std::max(scratch_floats_, step->scratch() + slack);
    scratch_floats_ = padded(scratch_floats_);
    scratch_ = AlignedMemory(scratch_floats_ * static_cast<std::size_t>(shares_) * sizeof(float));
    set_weights(model.weights());
  }

  [[nodiscard]] float* images() { return reinterpret_cast<float*>(graph_.input().data); }

  BatchResult step(std::span<const std::int32_t> labels, double learning_rate) {
    check(labels);
    parameters_.clear_gradients();
    forward(labels.size(), true);
    for (View& view : graph_.views()) std::ranges::fill(view.sums, 0.0);
    const LossSums sums = cross_entropy(graph_.logits(), labels, options_.label_smoothing, options_.class_weights);
    backward(labels.size());
    update(static_cast<float>(learning_rate));
    return {sums.loss, sums.correct};
  }

  void logits(int images, float* out) {
    if (images < 1 || static_cast<std::size_t>(images) > batch_)
      throw std::invalid_argument("images must be 1 to " + std::to_string(batch_) + ", not " + std::to_string(images));
    forward(static_cast<std::size_t>(images), false);
    std::copy_n(reinterpret_cast<const float*>(graph_.logits().data),
                static_cast<std::size_t>(images) * graph_.logits().channels(), out);
  }

  [[nodiscard]] Weights weights() const {
    std::vector<Weights::Array> arrays = parameters_.export_values();
    std::vector<Weights::Array> result;
    for (const ArraySpec& spec : weight_specs(network_)) {
      if (!spec.trainable) {
        result.push_back({spec.name, spec.shape, statistics(spec.name)});
        continue;
      }
      const auto found = std::ranges::find(arrays, spec.name, &Weights::Array::name);
      result.push_back(std::move(*found));
    }
    return Weights(std::move(result));
  }

  void set_weights(const Weights& weights) {
    parameters_.import_values(weights);
    for (const ArraySpec& spec : weight_specs(network_))
      if (!spec.trainable) statistics(spec.name) = weights[spec.name].values;
    prepare();
  }

  Parameters& parameters() { return parameters_; }

  [[nodiscard]] std::size_t bytes() const {
    std::size_t bytes = maps_.bytes() + scratch_.bytes();
    for (const StepPointer& step : graph_.steps()) bytes += step->bytes();
    return bytes + parameters_.bytes();
  }

 private:
  void check(std::span<const std::int32_t> labels) const {
    if (labels.size() < 2 || labels.size() > batch_)
      throw std::invalid_argument("labels must be 2 to " + std::to_string(batch_) + ", not " +
                                  std::to_string(labels.size()));
    const int classes = network_.output_shape().channels;
    for (const std::int32_t label : labels)
      if (label < 0 || label >= classes)
        throw std::invalid_argument("labels must be at least 0 and less than " + std::to_string(classes) + ", not " +
                                    std::to_string(label));
  }

  /** Arrays of operations that the result does not depend on. */
  void add_the_rest() {
    for (const ArraySpec& spec : weight_specs(network_)) {
      const auto elements = static_cast<std::size_t>(
          std::accumulate(spec.shape.begin(), spec.shape.end(), std::int64_t{1}, std::multiplies<>()));
      if (spec.trainable) {
        if (!parameters_.contains(spec.name)) parameters_.add(spec, plain_layout(elements));
      } else if (!graph_.normalisations().contains(spec.name.substr(0, spec.name.rfind('.')))) {
        unused_[spec.name].resize(elements);
      }
    }
  }

  [[nodiscard]] std::vector<float>& statistics(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    const auto found = graph_.normalisations().find(name.substr(0, dot));
    if (found == graph_.normalisations().end()) return unused_[name];
    return name.substr(dot) == ".running_mean" ? found->second->running_mean : found->second->running_var;
  }
  [[nodiscard]] const std::vector<float>& statistics(const std::string& name) const {
    return const_cast<Plan*>(this)->statistics(name);
  }

  [[nodiscard]] Share share(std::size_t index, std::size_t images) {
    const auto shares = static_cast<std::size_t>(shares_);
    return {.index = static_cast<int>(index),
            .first = images * index / shares,
            .last = images * (index + 1) / shares,
            .scratch = reinterpret_cast<float*>(scratch_.data()) + index * scratch_floats_,
            .gradients = parameters_.gradients(static_cast<int>(index))};
  }

  void poll() const {
    if (options_.between_steps) options_.between_steps();
  }

  void forward(std::size_t images, bool training) {
    for (Map& map : graph_.maps()) std::ranges::fill(map.sums, 0.0);
    for (const StepPointer& step : graph_.steps()) {
      if (dynamic_cast<const Normalisation*>(step.get()) == nullptr) {
        poll();
        pool_.for_each(static_cast<std::size_t>(shares_), [&](std::size_t i) { step->forward(share(i, images)); });
      }
      step->after_forward(images, training);
    }
  }

  void backward(std::size_t images) {
    for (Map& map : graph_.maps()) {
      std::ranges::fill(map.slope, 0.0F);
      std::ranges::fill(map.shift, 0.0F);
      if (map.zeroed && map.parent == nullptr) std::fill_n(map.gradient, map.image_bytes() * images, std::byte{0});
    }
    for (const auto& step : std::views::reverse(graph_.steps())) {
      if (dynamic_cast<const Normalisation*>(step.get()) == nullptr) {
        poll();
        pool_.for_each(static_cast<std::size_t>(shares_), [&](std::size_t i) { step->backward(share(i, images)); });
      }
      step->after_backward(images);
    }
  }

  void update(float learning_rate) {
    const Parameters::Update how{.learning_rate = learning_rate,
                                 .momentum = static_cast<float>(options_.momentum),
                                 .weight_decay = static_cast<float>(options_.weight_decay),
                                 .nesterov = options_.nesterov};
    const auto parts = static_cast<std::size_t>(pool_.threads());
    const std::size_t vectors = parameters_.floats() / widest;
    pool_.for_each(parts, [&](std::size_t i) {
      parameters_.update(vectors * i / parts * widest, vectors * (i + 1) / parts * widest, how);
    });
    prepare();
  }

  void prepare() {
    pool_.for_each(graph_.steps().size(), [&](std::size_t i) { graph_.steps()[i]->prepare(parameters_); });
  }

  Network network_;
  EngineOptions options_;
  std::size_t batch_;
  int shares_;
  Parameters parameters_;
  Graph graph_;
  ThreadPool pool_;
  AlignedMemory maps_, scratch_;
  std::size_t scratch_floats_ = 0;                    ///< Of a share.
  std::map<std::string, std::vector<float>> unused_;  ///< Running statistics that nothing reads.
};

Engine::Engine(const Model& initial, const EngineOptions& options) : plan_(std::make_unique<Plan>(initial, options)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

float* Engine::images() { return plan_->images(); }
BatchResult Engine::step(std::span<const std::int32_t> labels, double learning_rate) {
  return plan_->step(labels, learning_rate);
}
void Engine::logits(int images, float* out) { plan_->logits(images, out); }
Weights Engine::weights() const { return plan_->weights(); }
void Engine::set_weights(const Weights& weights) { plan_->set_weights(weights); }
Weights Engine::momentum() const { return Weights(plan_->parameters().export_momentum()); }
void Engine::set_momentum(const Weights& momentum) { plan_->parameters().import_momentum(momentum); }
Weights Engine::gradients() const { return Weights(plan_->parameters().export_gradients()); }
std::size_t Engine::bytes() const { return plan_->bytes(); }

}  // namespace narrows::training
