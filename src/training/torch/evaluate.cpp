#include "evaluate.hpp"

#include <ATen/ATen.h>

#include "image_feed.hpp"

namespace narrows {
namespace {

constexpr std::size_t images_at_once = 250;

/** Evaluation mode in float32, for as long as it lives. */
class EvaluationMode {
 public:
  explicit EvaluationMode(NetworkModule& module)
      : module_(*module), training_(module->is_training()), type_(module->activation_type()) {
    module_.eval();
    module_.set_activation_type(at::kFloat);
  }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;
  ~EvaluationMode() {
    module_.train(training_);
    module_.set_activation_type(type_);
  }

 private:
  NetworkModuleImpl& module_;
  bool training_;
  at::ScalarType type_;
  at::NoGradGuard no_gradients_;
};

}  // namespace

at::Tensor evaluate(NetworkModule& module, const LabelledImages& images, const Preprocessing& preprocessing,
                    const Evaluation& how) {
  const EvaluationMode mode(module);
  const auto feed = make_image_feed(images, preprocessing, 0, how.channels_last, how.device);
  std::vector<at::Tensor> logits;
  for (std::size_t begin = 0; begin < images.size(); begin += images_at_once) {
    const auto views = plain_views(begin, std::min(begin + images_at_once, images.size()));
    logits.push_back(module->forward(feed->batch(views).images));
    if (how.between_batches) how.between_batches();
  }
  if (logits.empty()) return at::empty({0, module->network().output_shape().elements()});
  return at::cat(logits).to(at::kCPU);
}

}  // namespace narrows
