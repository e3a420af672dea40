#include "narrows/trainer.hpp"

#include <algorithm>
#include <stdexcept>

#include "evaluation.hpp"
#include "training_run.hpp"

namespace narrows {
namespace {

void require_one_of(const char* option, const std::string& value, std::initializer_list<const char*> known) {
  if (std::ranges::find(known, value) != known.end()) return;
  std::string message = std::string("trainer: ") + option + " must be ";
  for (const char* word : known) message += std::string(word == *known.begin() ? "" : ", ") + '"' + word + '"';
  throw std::invalid_argument(message + ", not \"" + value + '"');
}

}  // namespace

void TrainerOptions::validate() const {
  require_one_of("train_on", train_on, {"auto", "cpu", "torch-cpu", "cuda"});
  require_one_of("precision", precision, {"auto", "float32", "bfloat16"});
  require_one_of("memory_format", memory_format, {"auto", "contiguous", "channels_last"});
  if (threads < 0)
    throw std::invalid_argument("trainer: threads must be at least 1, or 0 for all, not " + std::to_string(threads));
}

Trainer::Trainer(Dataset dataset, Recipe recipe, std::shared_ptr<TrainingBackend> backend)
    : dataset_(std::move(dataset)), recipe_(std::move(recipe)), backend_(std::move(backend)) {
  recipe_.validate();
  if (!backend_) throw std::invalid_argument("trainer: backend must be one, not none");
  if (dataset_.train().size() < 2) throw std::invalid_argument("trainer: dataset must have at least 2 training images");
}

Training Trainer::train(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                        const TrainingCallback& progress) {
  TrainingRun run(*this, network, seed, checkpoint, progress);
  return run.result();
}

std::vector<float> Trainer::logits(const Model& model, const LabelledImages& images) {
  check_input(model.network(), images.shape());
  ModelInfo info = model.info();
  if (!info.preprocessing) info.preprocessing = dataset_.preprocessing();
  return backend_->logits(model.with_info(std::move(info)), images);
}

}  // namespace narrows
