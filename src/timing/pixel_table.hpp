#pragma once

#include <cstddef>
#include <vector>

#include "tensor.hpp"

namespace narrows::timing {

/** Where each pixel of a padded map lies, so that kernels need no borders: padding points at zeros. */
class PixelTable {
 public:
  /** `rows` x `columns` pixels from `top`, `left` on, which are 0 or below: at 0 there is no padding on that side. */
  PixelTable(const Tensor& map, int top, int left, int rows, int columns)
      : zeros_(static_cast<std::size_t>(map.shape.channels) + reach_), pitch_(static_cast<std::size_t>(columns)) {
    for (int y = top; y < top + rows; ++y)
      for (int x = left; x < left + columns; ++x) {
        const bool inside = y >= 0 && x >= 0 && y < map.shape.height && x < map.shape.width;
        pixels_.push_back(inside ? map.pixel(y, x) : zeros_.data());
      }
  }
  PixelTable(const PixelTable&) = delete;
  PixelTable& operator=(const PixelTable&) = delete;

  [[nodiscard]] const float* const* at(int row, int column) const {
    return pixels_.data() + static_cast<std::size_t>(row) * pitch_ + static_cast<std::size_t>(column);
  }
  /** Pointers per row. */
  [[nodiscard]] std::size_t pitch() const { return pitch_; }
  [[nodiscard]] std::size_t bytes() const { return pixels_.size() * sizeof(float*) + zeros_.size() * sizeof(float); }

 private:
  static constexpr std::size_t reach_ = 16;  ///< Floats that a kernel may read behind the last channel.

  std::vector<float> zeros_;
  std::size_t pitch_;
  std::vector<const float*> pixels_;
};

}  // namespace narrows::timing
