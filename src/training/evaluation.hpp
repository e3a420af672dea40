#pragma once

#include <functional>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/torch.hpp"

namespace narrows {

/** Where, and how, networks are evaluated: always in float32. */
struct Evaluation {
  at::Device device;
  bool channels_last = false;
  std::function<void()> between_batches;  ///< What it throws ends the evaluation. Empty: nothing.
};

/** Logits [images, classes] on the CPU, in evaluation mode; the module's mode and types are restored afterwards. */
[[nodiscard]] at::Tensor evaluate(NetworkModule& module, const LabelledImages& images,
                                  const Preprocessing& preprocessing, const Evaluation& how);

/** Share of images whose largest logit is that of their label; 0 if there are none. */
[[nodiscard]] double accuracy(const at::Tensor& logits, const LabelledImages& images);

/** Throws std::invalid_argument unless the network reads images of this shape. */
void check_input(const Network& network, Shape images);

}  // namespace narrows
