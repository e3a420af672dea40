#include "tiling.hpp"

#include <algorithm>

namespace narrows::training {
namespace {

constexpr std::size_t tile_floats = std::size_t{32} * 1024;  // a share of the second-level cache

Shape unit(Shape shape, const Window& window) { return window.one_pixel() ? Shape{shape.channels, 1, 1} : shape; }

std::size_t units_at_once(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch,
                          std::size_t batch) {
  const auto pixels = [](int height, int width) { return static_cast<std::size_t>(height * width); };
  if (window.one_pixel())
    return std::min(batch * pixels(in.height, in.width),
                    std::clamp<std::size_t>(tile_floats / (2 * in_pitch + out_pitch), 32, 512) / 8 * 8);
  const auto bordered = [](const Axis& axis) { return axis.before + axis.in + axis.behind(); };
  const std::size_t floats =
      pixels(bordered(rows(in, out, window)), bordered(columns(in, out, window))) * 2 * in_pitch +
      pixels(out.height, out.width) * out_pitch;
  return std::clamp<std::size_t>(tile_floats / floats, 1, std::min<std::size_t>(batch, 64));
}

}  // namespace

Tiling::Tiling(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch,
               std::size_t batch)
    : units_per_image_(window.one_pixel() ? static_cast<std::size_t>(in.height * in.width) : 1),
      geometry_(unit(in, window), unit(out, window), window, in_pitch, out_pitch,
                units_at_once(in, out, window, in_pitch, out_pitch, batch)) {}

void clear(float* data, std::size_t floats) { std::fill_n(data, floats, 0.0F); }

}  // namespace narrows::training
