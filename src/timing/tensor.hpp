#pragma once

#include <cstddef>
#include <limits>

#include "narrows/op.hpp"
#include "narrows/shape.hpp"

namespace narrows::timing {

/** A feature map in row, column, channel order; `stride` floats lie between pixels, so that it may be part of another.
 */
struct Tensor {
  float* data = nullptr;
  Shape shape;
  int stride = 0;

  [[nodiscard]] int pixels() const { return shape.height * shape.width; }
  [[nodiscard]] bool dense() const { return stride == shape.channels; }
  [[nodiscard]] float* pixel(int row, int column) const {
    return data + static_cast<std::ptrdiff_t>(row * shape.width + column) * stride;
  }
};

/** Range that results are cut to: how an activation runs inside the operation before it. */
struct Clamp {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  friend bool operator==(const Clamp&, const Clamp&) = default;
};

}  // namespace narrows::timing
