#pragma once

#include "step.hpp"

#include "geometry.hpp"

namespace narrows::training {

/** Maxima over windows; padding is minus infinity. */
[[nodiscard]] StepPointer maximum_step(const Window& window, View* in, View* out, std::size_t batch);

/** Means over windows: of the pixels on the map, and of zeros in the padding as far as it is counted. */
[[nodiscard]] StepPointer average_step(const Window& window, Padding counted, View* in, View* out, std::size_t batch);

}  // namespace narrows::training
