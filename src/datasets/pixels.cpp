#include "pixels.hpp"

#include <algorithm>
#include <string>

#include "narrows/error.hpp"
#include "opacity.hpp"

namespace narrows::formats {
namespace {

std::uint8_t share(unsigned value, unsigned of_255) { return static_cast<std::uint8_t>((value * of_255 + 127) / 255); }

Image empty(int channels, const Shape& size) {
  Image image{.shape = {channels, size.height, size.width}, .pixels = {}};
  image.pixels.reserve(static_cast<std::size_t>(image.shape.elements()));
  return image;
}

}  // namespace

Image rgb_of_cmyk(const Image& cmyk) {
  Image result = empty(3, cmyk.shape);
  for (std::size_t i = 0; i + 3 < cmyk.pixels.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) result.pixels.push_back(share(cmyk.pixels[i + c], cmyk.pixels[i + 3]));
  }
  return result;
}

bool Palette::is_grey() const {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    if (rgba[i] != rgba[i + 1] || rgba[i] != rgba[i + 2]) return false;
  }
  return true;
}

bool Palette::is_opaque() const {
  for (std::size_t i = 3; i < rgba.size(); i += 4) {
    if (rgba[i] != 255) return false;
  }
  return true;
}

Image coloured(const Image& numbers, const Palette& palette) {
  const std::size_t colours = palette.is_grey() ? 1 : 3;
  const bool opaque = palette.is_opaque();
  Image result = empty(static_cast<int>(colours + (opaque ? 0 : 1)), numbers.shape);
  for (const std::size_t number : numbers.pixels) {
    if (number >= palette.size())
      throw Error("colour " + std::to_string(number) + " of a palette of " + std::to_string(palette.size()));
    const std::uint8_t* colour = palette.rgba.data() + 4 * number;
    result.pixels.insert(result.pixels.end(), colour, colour + colours);
    if (!opaque) result.pixels.push_back(colour[3]);
  }
  return opaque ? result : without_opacity(result);
}

Image on_canvas(const Image& frame, int left, int top, int height, int width) {
  if (left == 0 && top == 0 && frame.shape.height == height && frame.shape.width == width) return frame;
  const auto channels = static_cast<std::ptrdiff_t>(frame.shape.channels);
  Image canvas{.shape = {frame.shape.channels, height, width}, .pixels = {}};
  canvas.pixels.assign(static_cast<std::size_t>(canvas.shape.elements()), 255);
  const std::ptrdiff_t columns = std::min(frame.shape.width, width - left);
  for (int y = 0; columns > 0 && y < std::min(frame.shape.height, height - top); ++y) {
    const auto* row = frame.pixels.data() + std::ptrdiff_t{y} * frame.shape.width * channels;
    std::copy_n(row, columns * channels, canvas.pixels.data() + ((top + y) * std::ptrdiff_t{width} + left) * channels);
  }
  return canvas;
}

}  // namespace narrows::formats
