#pragma once

#include <memory>
#include <string>

#include "narrows/trainer.hpp"

namespace narrows {

/**
 * Training with LibTorch: on a GPU ("cuda"), on the CPU ("torch-cpu"), or ("auto") on a GPU if there is one.
 *
 * Throws std::invalid_argument for a bad option and for "cpu", which needs no LibTorch, and Error if `train_on` is
 * "cuda" and there is no GPU that LibTorch can use.
 */
[[nodiscard]] std::shared_ptr<TrainingBackend> torch_backend(TrainerOptions options = {});

/** Whether LibTorch has a GPU to train on. */
[[nodiscard]] bool torch_has_gpu();

/** Version of the LibTorch that narrows was built against, such as "2.13.0". */
[[nodiscard]] std::string torch_version();

}  // namespace narrows
