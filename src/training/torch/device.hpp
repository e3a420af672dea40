#pragma once

#include <ATen/core/Tensor.h>

#include "narrows/trainer.hpp"

namespace narrows {

/** LibTorch's name for what options with `train_on` decided say. */
[[nodiscard]] inline at::Device device_of(const TrainerOptions& options) {
  return at::Device(options.train_on == TrainOn::cuda ? at::kCUDA : at::kCPU);
}

}  // namespace narrows
