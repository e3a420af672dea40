#pragma once

#include "narrows/network.hpp"
#include "narrows/trainer.hpp"

namespace narrows {

/** How one network is computed while it is trained. */
struct TorchPlan {
  bool channels_last = false;
  bool bfloat16 = false;  ///< Activations; parameters and their updates stay float32.
};

/** Follows from the network, the options and what the machine can do; the options have `train_on` decided. */
[[nodiscard]] TorchPlan torch_plan(const Network& network, const TrainerOptions& options);

/** Whether the CPU multiplies bfloat16 faster than float32. */
[[nodiscard]] bool fast_bfloat16();

}  // namespace narrows
