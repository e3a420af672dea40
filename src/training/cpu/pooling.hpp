#pragma once

#include "step.hpp"

#include "geometry.hpp"

namespace narrows::training {

enum class PoolingKind : std::uint8_t { maximum, average };

/** Over windows of padding minus infinity, or that is not counted. */
[[nodiscard]] StepPointer pooling_step(PoolingKind kind, const Window& window, View* in, View* out, std::size_t batch);

}  // namespace narrows::training
