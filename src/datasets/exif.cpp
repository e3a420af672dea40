#include <algorithm>
#include <initializer_list>
#include <utility>

#include "formats.hpp"

namespace narrows::formats {
namespace {

/** Numbers of a TIFF block in its byte order; 0 beyond its end. */
class Tiff {
 public:
  explicit Tiff(Bytes bytes) : bytes_(bytes), little_(!bytes.empty() && bytes[0] == 'I') {}

  [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t size) const {
    if (size > bytes_.size() || offset > bytes_.size() - size) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes_[offset + (little_ ? size - 1 - i : i)];
    return value;
  }

  [[nodiscard]] int orientation() const {
    constexpr std::uint32_t orientation_tag = 0x0112;
    if (number(2, 2) != 42) return 1;
    const std::size_t directory = number(4, 4);
    const std::uint32_t entries = number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t entry = directory + 2 + 12 * i;
      if (number(entry, 2) != orientation_tag) continue;
      const std::uint32_t value = number(entry + 8, 2);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
  }

 private:
  Bytes bytes_;
  bool little_;
};

bool is_exif(Bytes segment) {
  constexpr std::string_view head{"Exif\0\0", 6};
  return segment.size() > head.size() && std::equal(head.begin(), head.end(), segment.begin());
}

/** Where the rows and columns of an upright image come from. */
struct Turn {
  bool transposed, from_right, from_bottom;
};

Turn turn_of(int orientation) {
  const auto is_one_of = [orientation](std::initializer_list<int> some) {
    return std::ranges::count(some, orientation) > 0;
  };
  return {orientation >= 5, is_one_of({2, 3, 7, 8}), is_one_of({3, 4, 6, 7})};
}

}  // namespace

int exif_orientation(Bytes tiff) { return Tiff(tiff).orientation(); }

int jpeg_orientation(Bytes jpeg) {
  constexpr std::uint8_t marker = 0xff, app1 = 0xe1, start_of_scan = 0xda;
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == marker && jpeg[at + 1] != start_of_scan) {
    const std::size_t length = std::size_t{jpeg[at + 2]} << 8 | jpeg[at + 3];
    const Bytes segment = jpeg.subspan(at + 4, std::min(jpeg.size() - at - 4, length < 2 ? 0 : length - 2));
    if (jpeg[at + 1] == app1 && is_exif(segment)) return exif_orientation(segment.subspan(6));
    at += 2 + std::max<std::size_t>(length, 2);
  }
  return 1;
}

Image upright(Image image, int orientation) {
  if (orientation == 1) return image;
  const auto [transposed, from_right, from_bottom] = turn_of(orientation);
  const int height = image.shape.height, width = image.shape.width;
  const auto channels = static_cast<std::size_t>(image.shape.channels);
  Image result{.shape = image.shape, .pixels = {}};
  if (transposed) std::swap(result.shape.height, result.shape.width);
  result.pixels.reserve(image.pixels.size());
  for (int y = 0; y < result.shape.height; ++y) {
    for (int x = 0; x < result.shape.width; ++x) {
      const int column = transposed ? y : x, row = transposed ? x : y;
      const int source_x = from_right ? width - 1 - column : column, source_y = from_bottom ? height - 1 - row : row;
      const auto* pixel = image.pixels.data() + (static_cast<std::size_t>(source_y) * width + source_x) * channels;
      result.pixels.insert(result.pixels.end(), pixel, pixel + channels);
    }
  }
  return result;
}

detail::Picture upright(detail::Picture picture, int orientation) {
  const auto [transposed, from_right, from_bottom] = turn_of(orientation);
  detail::Box box = picture.box;
  if (from_right) box.left = picture.image.shape.width - box.left - box.width;
  if (from_bottom) box.top = picture.image.shape.height - box.top - box.height;
  if (transposed) std::swap(box.left, box.top), std::swap(box.width, box.height);
  return {upright(std::move(picture.image), orientation), box};
}

}  // namespace narrows::formats
