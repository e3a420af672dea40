#pragma once

#include "step.hpp"

namespace narrows::training {

/** The sum of maps of equal shape; of one, a copy as it is read. */
[[nodiscard]] StepPointer sum_step(std::vector<View*> inputs, View* out, std::size_t batch);

}  // namespace narrows::training
