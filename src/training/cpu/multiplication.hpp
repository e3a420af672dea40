#pragma once

#include "step.hpp"

namespace narrows::training {

/** The product of two maps of equal shape, or of a map and one value per channel. */
[[nodiscard]] StepPointer multiplication_step(View* map, View* factors, View* out, std::size_t batch);

}  // namespace narrows::training
