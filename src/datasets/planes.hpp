#pragma once

#include <cstddef>
#include <cstdint>

namespace narrows {

/** Where a format puts the bytes of one image: the distance from one channel, row or column to the next. */
struct PlaneLayout {
  int channels, height, width;
  std::size_t channel_stride, row_stride, column_stride;
};

/** Copies an image to row, column, channel order. */
inline void interleave(const std::uint8_t* from, const PlaneLayout& layout, std::uint8_t* to) {
  for (std::size_t y = 0; y < static_cast<std::size_t>(layout.height); ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(layout.width); ++x) {
      const std::uint8_t* pixel = from + y * layout.row_stride + x * layout.column_stride;
      for (std::size_t c = 0; c < static_cast<std::size_t>(layout.channels); ++c)
        *to++ = pixel[c * layout.channel_stride];
    }
  }
}

}  // namespace narrows
