#include "narrows/image.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace narrows {
namespace {

std::string size_text(int height, int width) { return std::to_string(height) + " x " + std::to_string(width); }

/** What one output position reads: source positions from `first`, weights in fixed point that add up to about 1. */
struct Taps {
  int first = 0;
  std::vector<std::int32_t> weights;
};

constexpr int precision = 22;

Taps taps_at(double centre, double reach, int size) {
  const int first = std::max(0, static_cast<int>(centre - reach + 0.5));
  const int last = std::min(size, static_cast<int>(centre + reach + 0.5));
  std::vector<double> weights;
  double sum = 0;
  for (int i = first; i < last; ++i) {
    weights.push_back(std::max(0.0, 1 - std::abs((i - centre + 0.5) / reach)));
    sum += weights.back();
  }
  Taps taps{.first = first, .weights = {}};
  for (const double w : weights)
    taps.weights.push_back(static_cast<std::int32_t>(std::lround(w / sum * (1 << precision))));
  return taps;
}

/** The taps that spread [low, low + length) of `size` source positions over `count` output positions. */
std::vector<Taps> triangle_filter(int size, double low, double length, int count) {
  const double scale = length / count;
  std::vector<Taps> taps;
  for (int i = 0; i < count; ++i) taps.push_back(taps_at(low + (i + 0.5) * scale, std::max(1.0, scale), size));
  return taps;
}

/** Weighted sum of bytes `stride` apart. */
std::uint8_t apply(const Taps& taps, const std::uint8_t* source, std::size_t stride) {
  std::int32_t sum = 1 << (precision - 1);
  const std::uint8_t* at = source + static_cast<std::size_t>(taps.first) * stride;
  for (const std::int32_t weight : taps.weights) sum += weight * *at, at += stride;
  return static_cast<std::uint8_t>(std::clamp(sum >> precision, 0, 255));
}

Image filter_rows(const Image& image, const std::vector<Taps>& taps) {
  const auto channels = static_cast<std::size_t>(image.shape.channels);
  Image result{.shape = image.shape, .pixels = {}};
  result.shape.width = static_cast<int>(taps.size());
  result.pixels.reserve(static_cast<std::size_t>(result.shape.elements()));
  for (int y = 0; y < image.shape.height; ++y) {
    const std::uint8_t* row = image.pixels.data() + static_cast<std::size_t>(y * image.shape.width) * channels;
    for (const Taps& tap : taps) {
      for (std::size_t c = 0; c < channels; ++c) result.pixels.push_back(apply(tap, row + c, channels));
    }
  }
  return result;
}

Image filter_columns(const Image& image, const std::vector<Taps>& taps) {
  const auto row = static_cast<std::size_t>(image.shape.width) * static_cast<std::size_t>(image.shape.channels);
  Image result{.shape = image.shape, .pixels = {}};
  result.shape.height = static_cast<int>(taps.size());
  result.pixels.reserve(taps.size() * row);
  for (const Taps& tap : taps) {
    for (std::size_t i = 0; i < row; ++i) result.pixels.push_back(apply(tap, image.pixels.data() + i, row));
  }
  return result;
}

Image stretched(const Image& image, int height, int width) {
  const auto rows = triangle_filter(image.shape.width, 0, image.shape.width, width);
  return filter_columns(filter_rows(image, rows), triangle_filter(image.shape.height, 0, image.shape.height, height));
}

Image cropped(const Image& image, int height, int width) {
  const double ratio = static_cast<double>(width) / height, h = image.shape.height, w = image.shape.width;
  const bool wide = w / h >= ratio;
  const double box_width = wide ? ratio * h : w, box_height = wide ? h : w / ratio;
  const auto rows = triangle_filter(image.shape.width, (w - box_width) / 2, box_width, width);
  const auto columns = triangle_filter(image.shape.height, (h - box_height) / 2, box_height, height);
  return filter_columns(filter_rows(image, rows), columns);
}

Image padded(const Image& image, int height, int width) {
  const auto channels = static_cast<std::size_t>(image.shape.channels);
  Image result{.shape = {image.shape.channels, height, width}, .pixels = {}};
  result.pixels.resize(static_cast<std::size_t>(result.shape.elements()));
  const int top = (height - image.shape.height) / 2, left = (width - image.shape.width) / 2;
  const auto row = static_cast<std::size_t>(image.shape.width) * channels;
  for (int y = 0; y < image.shape.height; ++y) {
    std::copy_n(image.pixels.data() + static_cast<std::size_t>(y) * row, row,
                result.pixels.data() + static_cast<std::size_t>((y + top) * width + left) * channels);
  }
  return result;
}

}  // namespace

void Image::validate() const {
  if ((shape.channels != 1 && shape.channels != 3) || shape.height < 1 || shape.width < 1) {
    throw std::invalid_argument("image must have 1 or 3 channels and a size of at least 1 x 1, got " +
                                std::to_string(shape.channels) + " channels, " + size_text(shape.height, shape.width));
  }
  if (pixels.size() != static_cast<std::size_t>(shape.elements())) {
    throw std::invalid_argument("pixels must be " + std::to_string(shape.elements()) + " bytes, got " +
                                std::to_string(pixels.size()));
  }
}

Image with_channels(const Image& image, int channels) {
  if (channels != 1 && channels != 3) {
    throw std::invalid_argument("channels must be 1 or 3, got " + std::to_string(channels));
  }
  if (image.shape.channels == channels) return image;
  Image result{.shape = {channels, image.shape.height, image.shape.width}, .pixels = {}};
  result.pixels.reserve(static_cast<std::size_t>(result.shape.elements()));
  if (channels == 3) {
    for (const std::uint8_t grey : image.pixels) result.pixels.insert(result.pixels.end(), 3, grey);
    return result;
  }
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {  // 0.299 R + 0.587 G + 0.114 B in 16 bits
    const unsigned red = image.pixels[i], green = image.pixels[i + 1], blue = image.pixels[i + 2];
    result.pixels.push_back(static_cast<std::uint8_t>((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16));
  }
  return result;
}

Image resized(const Image& image, int height, int width, Resize resize) {
  if (height < 1 || width < 1) {
    throw std::invalid_argument("height and width must be at least 1, got " + size_text(height, width));
  }
  if (image.shape.height == height && image.shape.width == width) return image;
  switch (resize) {
    case Resize::pad:
      if (image.shape.height <= height && image.shape.width <= width) return padded(image, height, width);
      [[fallthrough]];
    case Resize::stretch:
      return stretched(image, height, width);
    case Resize::crop:
      return cropped(image, height, width);
    case Resize::none:
      break;
  }
  throw std::invalid_argument("image must be " + size_text(height, width) +
                              " because its preprocessing resizes nothing, got " +
                              size_text(image.shape.height, image.shape.width));
}

Image prepare(const Image& image, const Preprocessing& preprocessing) {
  image.validate();
  const Shape& shape = preprocessing.shape;
  return resized(with_channels(image, shape.channels), shape.height, shape.width, preprocessing.resize);
}

}  // namespace narrows
