#include "opacity.hpp"

#include <algorithm>

namespace narrows {
namespace {

constexpr int faint = 16;  // Of 255: a difference that is hardly seen.

Image laid_on(const Image& image, unsigned ground) {
  const auto channels = static_cast<std::size_t>(image.shape.channels), colours = channels - 1;
  Image result{.shape = image.shape, .pixels = {}};
  result.shape.channels = static_cast<int>(colours);
  result.pixels.reserve(image.pixels.size() / channels * colours);
  for (std::size_t i = 0; i < image.pixels.size(); i += channels) {
    const unsigned opacity = image.pixels[i + colours];
    for (std::size_t c = 0; c < colours; ++c) {
      const unsigned mixed = image.pixels[i + c] * opacity + ground * (255 - opacity);
      result.pixels.push_back(static_cast<std::uint8_t>((mixed + 127) / 255));
    }
  }
  return result;
}

int contrast(const Image& image) {
  const auto [darkest, brightest] = std::ranges::minmax(image.pixels);
  return brightest - darkest;
}

}  // namespace

Image without_opacity(const Image& image) {
  Image on_white = laid_on(image, 255);
  if (contrast(on_white) >= faint) return on_white;
  Image on_black = laid_on(image, 0);
  return contrast(on_black) >= faint ? on_black : on_white;
}

}  // namespace narrows
