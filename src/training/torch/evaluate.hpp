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

}  // namespace narrows
