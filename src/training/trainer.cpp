#include "narrows/trainer.hpp"

#include <stdexcept>

#include "evaluation.hpp"
#include "narrows/detail/names.hpp"
#include "training_run.hpp"

namespace narrows {
namespace {

constexpr detail::Names<TrainOn, 4> places = {"trainer: train_on", {"auto", "cpu", "torch-cpu", "cuda"}};
constexpr detail::Names<Precision, 3> precisions = {"trainer: precision", {"auto", "float32", "bfloat16"}};
constexpr detail::Names<MemoryFormat, 3> formats = {"trainer: memory_format", {"auto", "contiguous", "channels_last"}};

}  // namespace

std::string_view name(TrainOn train_on) { return places.of(train_on); }
TrainOn train_on_named(std::string_view name) { return places.value(name); }

std::string_view name(Precision precision) { return precisions.of(precision); }
Precision precision_named(std::string_view name) { return precisions.value(name); }

std::string_view name(MemoryFormat format) { return formats.of(format); }
MemoryFormat memory_format_named(std::string_view name) { return formats.value(name); }

void TrainerOptions::validate() const {
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
