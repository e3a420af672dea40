#pragma once

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "narrows/trainer.hpp"

namespace narrows {

/** Number of threads and repeatable GPU kernels, for as long as it lives: LibTorch has them for the whole process. */
class TorchSettings {
 public:
  explicit TorchSettings(const TrainerOptions& options)
      : threads_(at::get_num_threads()), deterministic_(at::globalContext().deterministicCuDNN()) {
    if (options.threads != threads_) at::set_num_threads(options.threads);
    at::globalContext().setDeterministicCuDNN(true);
  }
  TorchSettings(const TorchSettings&) = delete;
  TorchSettings& operator=(const TorchSettings&) = delete;
  ~TorchSettings() {
    if (at::get_num_threads() != threads_) at::set_num_threads(threads_);
    at::globalContext().setDeterministicCuDNN(deterministic_);
  }

 private:
  int threads_;
  bool deterministic_;
};

}  // namespace narrows
