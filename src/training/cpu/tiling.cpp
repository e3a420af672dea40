#include <algorithm>

#include "convolution.hpp"

namespace narrows::training {
namespace {

constexpr std::size_t tile_floats = 32 * 1024;  // a share of the second-level cache

bool pixelwise(const Window& window) { return window.taps() == 1 && window.stride == 1 && window.padding == 0; }

Shape unit(Shape shape, const Window& window) { return pixelwise(window) ? Shape{shape.channels, 1, 1} : shape; }

std::size_t units_at_once(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch,
                          std::size_t batch) {
  const auto pixels = [](Shape shape) { return static_cast<std::size_t>(shape.height * shape.width); };
  if (pixelwise(window))
    return std::min(batch * pixels(in),
                    std::clamp<std::size_t>(tile_floats / (2 * in_pitch + out_pitch), 32, 512) / 8 * 8);
  const auto around = static_cast<std::size_t>(2 * window.padding);
  const std::size_t floats =
      (static_cast<std::size_t>(in.height) + around) * (static_cast<std::size_t>(in.width) + around) * 2 * in_pitch +
      pixels(out) * out_pitch;
  return std::clamp<std::size_t>(tile_floats / floats, 1, std::min<std::size_t>(batch, 64));
}

}  // namespace

Tiling::Tiling(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch,
               std::size_t batch)
    : units_per_image_(pixelwise(window) ? static_cast<std::size_t>(in.height * in.width) : 1),
      geometry_(unit(in, window), unit(out, window), window, in_pitch, out_pitch,
                units_at_once(in, out, window, in_pitch, out_pitch, batch)) {}

void clear(float* data, std::size_t floats) { std::fill_n(data, floats, 0.0F); }

}  // namespace narrows::training
