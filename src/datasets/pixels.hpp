#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "narrows/image.hpp"

/** From what files hold to grey or RGB. */
namespace narrows::formats {

/** Three channels of light from four; each of the first three is dimmed by the fourth. */
[[nodiscard]] Image rgb_of_cmyk(const Image& cmyk);

/** Colours that pixels are numbers of, as red, green, blue and opacity. */
struct Palette {
  std::vector<std::uint8_t> rgba;

  void add(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    rgba.insert(rgba.end(), {red, green, blue, 255});
  }
  [[nodiscard]] std::size_t size() const { return rgba.size() / 4; }
  [[nodiscard]] bool is_grey() const;
  [[nodiscard]] bool is_opaque() const;
};

/** Grey if the palette is, without its opacity. Throws Error for a number that the palette does not have. */
[[nodiscard]] Image coloured(const Image& numbers, const Palette& palette);

/** A frame of an animation at its place on a white canvas; what of it lies outside is cut off. */
[[nodiscard]] Image on_canvas(const Image& frame, int left, int top, int height, int width);

}  // namespace narrows::formats
