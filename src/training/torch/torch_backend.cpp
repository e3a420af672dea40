#include "narrows/torch_backend.hpp"

#include <torch/cuda.h>
#include <torch/version.h>

#include <stdexcept>

#include "arrays.hpp"
#include "device.hpp"
#include "evaluate.hpp"
#include "torch_learner.hpp"

namespace narrows {
namespace {

TrainerOptions decided(TrainerOptions options) {
  options.validate();
  if (options.train_on == TrainOn::cpu)
    throw std::invalid_argument(
        R"(trainer: train_on must be "auto", "torch-cpu", "cuda" for LibTorch, not "cpu", which needs none)");
  const bool gpu = options.train_on != TrainOn::torch_cpu && torch_has_gpu();
  if (options.train_on == TrainOn::cuda && !gpu)
    throw Error("trainer: train_on \"cuda\" needs a GPU that LibTorch " + torch_version() +
                " can use, and there is none; \"cpu\" or \"auto\" work here");
  if (options.train_on == TrainOn::automatic) options.train_on = gpu ? TrainOn::cuda : TrainOn::torch_cpu;
  if (options.threads == 0) options.threads = at::get_num_threads();
  return options;
}

class TorchBackend : public TrainingBackend {
 public:
  explicit TorchBackend(TrainerOptions options) : options_(decided(std::move(options))) {}

  [[nodiscard]] std::string name() const override { return std::string(narrows::name(options_.train_on)); }
  [[nodiscard]] int threads() const override { return options_.threads; }
  [[nodiscard]] std::unique_ptr<Learner> start(const Model& initial, const LabelledImages& images, const Recipe& recipe,
                                               LearnerHooks hooks) const override {
    return std::make_unique<TorchLearner>(initial, images, recipe, options_, std::move(hooks));
  }
  [[nodiscard]] std::vector<float> logits(const Model& model, const LabelledImages& images) const override {
    const TorchSettings settings(options_);
    const KeptMemory kept;
    const at::Device device = device_of(options_);
    NetworkModule module(model);
    module->to(device);
    return values_of(evaluate(module, images, model.info().preprocessing.value(),
                              {.device = device, .channels_last = true, .between_batches = {}}));
  }

 private:
  TrainerOptions options_;
};

}  // namespace

std::shared_ptr<TrainingBackend> torch_backend(TrainerOptions options) {
  return std::make_shared<TorchBackend>(std::move(options));
}

bool torch_has_gpu() { return torch::cuda::is_available(); }

std::string torch_version() {
  return std::to_string(TORCH_VERSION_MAJOR) + '.' + std::to_string(TORCH_VERSION_MINOR) + '.' +
         std::to_string(TORCH_VERSION_PATCH);
}

}  // namespace narrows
