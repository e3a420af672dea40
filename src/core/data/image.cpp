#include "narrows/image.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "narrows/detail/picture.hpp"

namespace narrows {
namespace {

std::string size_text(int height, int width) { return std::to_string(height) + " x " + std::to_string(width); }

/** What one output position reads: source positions from `first`, weights in fixed point that add up to about 1. */
struct Taps {
  int first = 0;
  std::vector<std::int32_t> weights;
};

constexpr int precision = 22;
constexpr std::int32_t half = 1 << (precision - 1);

Taps taps_at(double centre, double reach, int size) {
  const int first = std::max(0, static_cast<int>(std::floor(centre - reach + 0.5)));
  const int last = std::min(size, static_cast<int>(std::floor(centre + reach + 0.5)));
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

std::uint8_t byte_of(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> precision, 0, 255)); }

template <std::size_t channels>
void filter_row(const std::uint8_t* row, const std::vector<Taps>& taps, std::uint8_t* to) {
  for (const Taps& tap : taps) {
    const std::uint8_t* at = row + static_cast<std::size_t>(tap.first) * channels;
    std::array<std::int32_t, channels> sums;
    sums.fill(half);
    for (const std::int32_t weight : tap.weights)
      for (std::int32_t& sum : sums) sum += weight * *at++;
    for (const std::int32_t sum : sums) *to++ = byte_of(sum);
  }
}

Image filter_rows(const Image& image, const std::vector<Taps>& taps) {
  const auto channels = static_cast<std::size_t>(image.shape.channels);
  const auto filter = channels == 1 ? filter_row<1> : filter_row<3>;
  Image result{.shape = image.shape, .pixels = {}};
  result.shape.width = static_cast<int>(taps.size());
  result.pixels.resize(static_cast<std::size_t>(result.shape.elements()));
  const std::size_t from = static_cast<std::size_t>(image.shape.width) * channels, to = taps.size() * channels;
  for (std::size_t y = 0; y < static_cast<std::size_t>(image.shape.height); ++y)
    filter(image.pixels.data() + y * from, taps, result.pixels.data() + y * to);
  return result;
}

/** Row by row, so that a compiler makes vectors of it. */
Image filter_columns(const Image& image, const std::vector<Taps>& taps) {
  const auto row = static_cast<std::size_t>(image.shape.width) * static_cast<std::size_t>(image.shape.channels);
  Image result{.shape = image.shape, .pixels = {}};
  result.shape.height = static_cast<int>(taps.size());
  result.pixels.reserve(taps.size() * row);
  std::vector<std::int32_t> sums(row);
  for (const Taps& tap : taps) {
    std::ranges::fill(sums, half);
    const std::uint8_t* at = image.pixels.data() + static_cast<std::size_t>(tap.first) * row;
    for (const std::int32_t weight : tap.weights) {
      for (std::size_t i = 0; i < row; ++i) sums[i] += weight * at[i];
      at += row;
    }
    for (const std::int32_t sum : sums) result.pixels.push_back(byte_of(sum));
  }
  return result;
}

Image stretched(const Image& image, const detail::Box& box, int height, int width) {
  const auto rows = triangle_filter(image.shape.width, box.left, box.width, width);
  return filter_columns(filter_rows(image, rows), triangle_filter(image.shape.height, box.top, box.height, height));
}

Image cropped(const Image& image, const detail::Box& box, int height, int width) {
  const double ratio = static_cast<double>(width) / height, h = box.height, w = box.width;
  const bool wide = w / h >= ratio;
  detail::Box middle{.width = wide ? ratio * h : w, .height = wide ? h : w / ratio};
  middle.left = box.left + (w - middle.width) / 2;
  middle.top = box.top + (h - middle.height) / 2;
  return stretched(image, middle, height, width);
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

namespace {

Image resized(const Image& image, const detail::Box& box, int height, int width, Resize resize) {
  if (height < 1 || width < 1) {
    throw std::invalid_argument("height and width must be at least 1, got " + size_text(height, width));
  }
  if (image.shape.height == height && image.shape.width == width && box == detail::box_of(image)) return image;
  switch (resize) {
    case Resize::pad:
      if (image.shape.height <= height && image.shape.width <= width) return padded(image, height, width);
      [[fallthrough]];
    case Resize::stretch:
      return stretched(image, box, height, width);
    case Resize::crop:
      return cropped(image, box, height, width);
    case Resize::none:
      break;
  }
  throw std::invalid_argument("image must be " + size_text(height, width) +
                              " because its preprocessing resizes nothing, got " +
                              size_text(image.shape.height, image.shape.width));
}

Image prepared(const Image& image, const detail::Box& box, const Preprocessing& preprocessing) {
  image.validate();
  const auto& [channels, height, width] = preprocessing.shape;
  return resized(with_channels(image, channels), box, height, width, preprocessing.resize);
}

}  // namespace

Image resized(const Image& image, int height, int width, Resize resize) {
  return resized(image, detail::box_of(image), height, width, resize);
}

Image prepare(const Image& image, const Preprocessing& preprocessing) {
  return prepared(image, detail::box_of(image), preprocessing);
}

detail::Box detail::box_of(const Image& image) {
  return {.width = static_cast<double>(image.shape.width), .height = static_cast<double>(image.shape.height)};
}

Image detail::prepare(const Picture& picture, const Preprocessing& preprocessing) {
  return prepared(picture.image, picture.box, preprocessing);
}

}  // namespace narrows
