#include "narrows/trainer.hpp"

#include <torch/cuda.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <stdexcept>

#include "arrays.hpp"
#include "evaluation.hpp"
#include "kept_memory.hpp"
#include "torch_settings.hpp"
#include "training_run.hpp"

namespace narrows {
namespace {

void require_one_of(const char* option, const std::string& value, std::initializer_list<const char*> known) {
  if (std::ranges::find(known, value) != known.end()) return;
  std::string message = std::string("trainer: ") + option + " must be ";
  for (const char* word : known) message += std::string(word == *known.begin() ? "" : ", ") + '"' + word + '"';
  throw std::invalid_argument(message + ", not \"" + value + '"');
}

TrainerOptions decided(TrainerOptions options) {
  const bool gpu = options.train_on != "cpu" && torch::cuda::is_available();
  if (options.train_on == "cuda" && !gpu)
    throw Error("trainer: train_on \"cuda\" needs a GPU that LibTorch " + torch_version() +
                " can use, and there is none; \"cpu\" or \"auto\" work here");
  options.train_on = gpu ? "cuda" : "cpu";
  if (options.threads == 0) options.threads = at::get_num_threads();
  return options;
}

}  // namespace

std::string torch_version() {
  return std::to_string(TORCH_VERSION_MAJOR) + '.' + std::to_string(TORCH_VERSION_MINOR) + '.' +
         std::to_string(TORCH_VERSION_PATCH);
}

void TrainerOptions::validate() const {
  require_one_of("train_on", train_on, {"auto", "cpu", "cuda"});
  require_one_of("precision", precision, {"auto", "float32", "bfloat16"});
  require_one_of("memory_format", memory_format, {"auto", "contiguous", "channels_last"});
  if (threads < 0)
    throw std::invalid_argument("trainer: threads must be at least 1, or 0 for all, not " + std::to_string(threads));
}

Trainer::Trainer(Dataset dataset, Recipe recipe, TrainerOptions options)
    : dataset_(std::move(dataset)), recipe_(std::move(recipe)) {
  recipe_.validate();
  options.validate();
  if (dataset_.train().size() < 2) throw std::invalid_argument("trainer: dataset must have at least 2 training images");
  options_ = decided(std::move(options));
}

Training Trainer::train(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                        const TrainingCallback& progress) {
  const TorchSettings settings(options_);
  const KeptMemory kept;
  TrainingRun run(*this, network, seed, checkpoint, progress);
  return run.result();
}

std::vector<float> Trainer::logits(const Model& model, const LabelledImages& images) {
  check_input(model.network(), images.shape());
  const TorchSettings settings(options_);
  const KeptMemory kept;
  const at::Device device(options_.train_on);
  NetworkModule module(model);
  module->to(device);
  const Preprocessing preprocessing = model.info().preprocessing.value_or(dataset_.preprocessing());
  return values_of(
      evaluate(module, images, preprocessing, {.device = device, .channels_last = true, .between_batches = {}}));
}

}  // namespace narrows
