#include "narrows/cpu_backend.hpp"

#include <algorithm>
#include <stdexcept>

#include "cpu_learner.hpp"
#include "thread_pool.hpp"

namespace narrows {
namespace {

constexpr int images_at_once = 128;

/** Computes with the engine, or elsewhere where the engine refuses a network. */
class CpuBackend : public TrainingBackend {
 public:
  CpuBackend(const TrainerOptions& options, MakeBackend otherwise)
      : threads_(options.threads == 0 ? processors() : options.threads),
        storage_(options.precision == Precision::bfloat16 ? training::Storage::bfloat16 : training::Storage::float32),
        otherwise_(std::move(otherwise)) {}

  [[nodiscard]] std::string name() const override { return "cpu"; }
  [[nodiscard]] int threads() const override { return threads_; }

  [[nodiscard]] std::unique_ptr<Learner> start(const Model& initial, const LabelledImages& images, const Recipe& recipe,
                                               LearnerHooks hooks) const override {
    try {
      return std::make_unique<CpuLearner>(initial, images, recipe, threads_, storage_, hooks);
    } catch (const std::invalid_argument& refused) {
      const std::shared_ptr<TrainingBackend> other = elsewhere(refused);
      hooks.say(std::string(refused.what()) + ": this network is trained on " + other->name());
      return other->start(initial, images, recipe, std::move(hooks));
    }
  }

  [[nodiscard]] std::vector<float> logits(const Model& model, const LabelledImages& images) const override {
    try {
      training::EngineOptions options;
      options.batch = images_at_once;
      options.threads = threads_;
      training::Engine engine(model, options);
      return engine_logits(engine, options.batch, images, model.info().preprocessing.value(),
                           static_cast<std::size_t>(model.network().output_shape().elements()));
    } catch (const std::invalid_argument& refused) {
      return elsewhere(refused)->logits(model, images);
    }
  }

 private:
  /** Who computes what the engine has just refused. */
  [[nodiscard]] std::shared_ptr<TrainingBackend> elsewhere(const std::invalid_argument& refused) const {
    if (!otherwise_) throw refused;
    try {
      return otherwise_();
    } catch (const Error& missing) {
      throw std::invalid_argument(std::string(refused.what()) + ", but " + missing.what());
    }
  }

  int threads_;
  training::Storage storage_;
  MakeBackend otherwise_;
};

}  // namespace

std::shared_ptr<TrainingBackend> cpu_backend(const TrainerOptions& options, MakeBackend otherwise) {
  options.validate();
  if (options.train_on != TrainOn::automatic && options.train_on != TrainOn::cpu)
    throw std::invalid_argument("trainer: train_on must be \"auto\", \"cpu\" here, not \"" +
                                std::string(name(options.train_on)) + "\", which LibTorch computes");
  if (options.memory_format == MemoryFormat::contiguous)
    throw std::invalid_argument(
        "trainer: memory_format must be \"auto\", \"channels_last\" on the CPU, not "
        "\"contiguous\", which is LibTorch's (train_on \"torch-cpu\")");
  return std::make_shared<CpuBackend>(options, std::move(otherwise));
}

}  // namespace narrows
