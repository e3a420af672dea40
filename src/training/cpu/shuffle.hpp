#pragma once

#include "step.hpp"

namespace narrows::training {

/** Channels in turn from `groups` equal parts. */
[[nodiscard]] StepPointer shuffle_step(int groups, View* in, View* out, std::size_t batch);

}  // namespace narrows::training
