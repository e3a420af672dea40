#pragma once

#include <functional>
#include <memory>

#include "narrows/trainer.hpp"

namespace narrows {

/** Makes a backend when it is needed; throws Error, saying what is missing, where it cannot. */
using MakeBackend = std::function<std::shared_ptr<TrainingBackend>()>;

/**
 * Training on the CPU with the engine of narrows, which needs no other library.
 *
 * Activations are stored as `precision` says ("auto" is float32); arithmetic is float32 always. With bfloat16 the first
 * batch is computed both ways: where the results are too far apart, or a later loss is not finite, it goes on in
 * float32.
 *
 * Every operation is trained. A network that does not end with logits (one with a softmax) goes to the backend that
 * `otherwise` makes, and the callback is told; without one it is refused with std::invalid_argument, which says so and
 * what is missing.
 *
 * Throws std::invalid_argument for a bad option, and for those that only LibTorch has.
 */
[[nodiscard]] std::shared_ptr<TrainingBackend> cpu_backend(const TrainerOptions& options = {},
                                                           MakeBackend otherwise = {});

}  // namespace narrows
