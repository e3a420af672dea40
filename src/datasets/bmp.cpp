#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "byte_view.hpp"
#include "formats.hpp"
#include "opacity.hpp"
#include "pixels.hpp"

namespace narrows::formats {
namespace {

enum BmpCompression : std::uint32_t {
  uncompressed = 0,
  runs_of_8 = 1,
  runs_of_4 = 2,
  masks = 3,
  masks_with_opacity = 6
};

struct Header {
  std::size_t size = 0;    ///< Of the header that begins at byte 14; the palette is behind it.
  std::size_t pixels = 0;  ///< Where they begin.
  std::int32_t width = 0, height = 0;
  bool from_top = false;
  std::uint32_t bits = 0, compression = uncompressed, colours = 0;
  std::array<std::uint32_t, 4> mask = {};  ///< Bits of red, green, blue, opacity.

  [[nodiscard]] bool old() const { return size == 12; }
};

/** The masks of 16 and 32 bits a pixel: stored, or those that go without saying. */
std::array<std::uint32_t, 4> masks_of(const ByteView& file, const Header& header) {
  if (header.compression == uncompressed)
    return header.bits == 16 ? std::array{0x7c00U, 0x3e0U, 0x1fU, 0U} : std::array{0xff0000U, 0xff00U, 0xffU, 0U};
  const bool opacity = header.size >= 56 || header.compression == masks_with_opacity;
  return {file.number(54, 4), file.number(58, 4), file.number(62, 4), opacity ? file.number(66, 4) : 0};
}

void check_kind(const Header& header) {
  constexpr std::array known = {1U, 2U, 4U, 8U, 16U, 24U, 32U};
  const bool masked = header.compression == masks || header.compression == masks_with_opacity;
  const bool fits = header.compression == uncompressed || (header.compression == runs_of_8 && header.bits == 8) ||
                    (header.compression == runs_of_4 && header.bits == 4) ||
                    (masked && (header.bits == 16 || header.bits == 32));
  if (!fits || std::find(known.begin(), known.end(), header.bits) == known.end()) {
    throw Error("it has " + std::to_string(header.bits) + " bits a pixel in compression " +
                std::to_string(header.compression) + ", which is not read; convert it to PNG");
  }
}

Header read_header(const ByteView& file) {
  Header header;
  header.pixels = file.number(10, 4);
  header.size = file.number(14, 4);
  if (header.size != 12 && header.size < 40) throw Error("a header of " + std::to_string(header.size) + " bytes");
  const std::size_t field = header.old() ? 2 : 4;
  const auto side = [&](std::size_t offset) { return static_cast<std::int32_t>(file.number(offset, field)); };
  header.width = side(18);
  const std::int64_t height = side(18 + field);
  header.from_top = height < 0;
  check_plausible(static_cast<std::uint64_t>(std::max(header.width, 0)), static_cast<std::uint64_t>(std::abs(height)),
                  file.size());
  header.height = static_cast<std::int32_t>(std::abs(height));
  header.bits = file.number(20 + 2 * field, 2);
  if (!header.old()) header.compression = file.number(30, 4), header.colours = file.number(46, 4);
  check_kind(header);
  if (header.bits == 16 || header.bits == 32) header.mask = masks_of(file, header);
  return header;
}

Palette read_palette(const ByteView& file, const Header& header) {
  const std::uint32_t most = 1U << header.bits, entry = header.old() ? 3 : 4;
  const std::uint32_t colours = header.colours == 0 ? most : std::min(header.colours, most);
  const Bytes bytes = file.part(14 + header.size, std::size_t{colours} * entry);  // blue, green, red and nothing
  Palette palette;
  for (std::size_t i = 0; i < bytes.size(); i += entry) palette.add(bytes[i + 2], bytes[i + 1], bytes[i]);
  return palette;
}

Bytes row_of(const ByteView& file, const Header& header, std::int32_t y) {
  const std::size_t bytes = (static_cast<std::size_t>(header.width) * header.bits + 31) / 32 * 4;
  const std::int32_t row = header.from_top ? y : header.height - 1 - y;
  return file.part(header.pixels + bytes * static_cast<std::size_t>(row), bytes);
}

/** Numbers of colours, 1 to 8 bits each, the first in the highest bits. */
void append_numbers(Bytes row, const Header& header, std::vector<std::uint8_t>& to) {
  const std::uint32_t in_byte = 8 / header.bits, mask = (1U << header.bits) - 1;
  for (std::uint32_t x = 0; x < static_cast<std::uint32_t>(header.width); ++x) {
    const std::uint32_t shift = (in_byte - 1 - x % in_byte) * header.bits;
    to.push_back(static_cast<std::uint8_t>(row[x / in_byte] >> shift & mask));
  }
}

void append_rgb(Bytes row, const Header& header, std::vector<std::uint8_t>& to) {
  for (std::size_t i = 0; i < 3 * static_cast<std::size_t>(header.width); i += 3)
    to.insert(to.end(), {row[i + 2], row[i + 1], row[i]});
}

/** What the bits of a mask say, as 0 to 255; without a mask all of it. */
std::uint8_t masked(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 255;
  const int shift = std::countr_zero(mask);
  const std::uint64_t most = mask >> shift;
  return static_cast<std::uint8_t>(((std::uint64_t{pixel & mask} >> shift) * 255 + most / 2) / most);
}

void append_masked(Bytes row, const Header& header, std::vector<std::uint8_t>& to) {
  const ByteView numbers(row);
  const std::size_t bytes = header.bits / 8;
  for (std::size_t x = 0; x < static_cast<std::size_t>(header.width); ++x) {
    const std::uint32_t pixel = numbers.number(bytes * x, bytes);
    for (const std::uint32_t mask : header.mask) to.push_back(masked(pixel, mask));
  }
}

/** Runs of one or two numbers, and stretches of numbers as they are; what is passed over stays 0. */
class Runs {
 public:
  Runs(const ByteView& file, const Header& header, Image& numbers) : file_(file), header_(header), numbers_(numbers) {}

  void read() {
    constexpr std::uint32_t end_of_row = 0, end = 1, jump = 2;
    while (y_ < header_.height) {
      const std::uint32_t count = next(), value = next();
      if (count > 0) {
        for (std::uint32_t i = 0; i < count; ++i) put(number(value, i));
      } else if (value == end_of_row) {
        x_ = 0, ++y_;
      } else if (value == end) {
        return;
      } else if (value == jump) {
        x_ += static_cast<std::int32_t>(next()), y_ += static_cast<std::int32_t>(next());
      } else {
        stretch(value);
      }
    }
  }

 private:
  std::uint32_t next() { return file_.number(at_++, 1); }
  [[nodiscard]] std::uint32_t number(std::uint32_t byte, std::uint32_t i) const {
    return header_.bits == 8 ? byte : i % 2 == 0 ? byte >> 4 : byte & 15;
  }
  void put(std::uint32_t number) {
    if (x_ < header_.width && y_ < header_.height) {
      const std::int64_t row = header_.from_top ? y_ : header_.height - 1 - y_;
      numbers_.pixels[static_cast<std::size_t>(row * header_.width + x_)] = static_cast<std::uint8_t>(number);
      ++x_;
    }
  }
  void stretch(std::uint32_t count) {
    const std::size_t begin = at_;
    for (std::uint32_t i = 0, byte = 0; i < count; ++i) {
      if (header_.bits == 8 || i % 2 == 0) byte = next();
      put(number(byte, i));
    }
    at_ += (at_ - begin) % 2;  // filled up to pairs
  }

  const ByteView& file_;
  const Header& header_;
  Image& numbers_;
  std::size_t at_ = header_.pixels;
  std::int32_t x_ = 0, y_ = 0;
};

Image read_rows(const ByteView& file, const Header& header, int channels,
                void (*append)(Bytes, const Header&, std::vector<std::uint8_t>&)) {
  (void)row_of(file, header, header.from_top ? header.height - 1 : 0);  // all of it is there, before memory is taken
  Image image{.shape = {channels, header.height, header.width}, .pixels = {}};
  image.pixels.reserve(static_cast<std::size_t>(image.shape.elements()));
  for (std::int32_t y = 0; y < header.height; ++y) append(row_of(file, header, y), header, image.pixels);
  return image;
}

Image read_runs(const ByteView& file, const Header& header) {
  Image numbers{.shape = {1, header.height, header.width}, .pixels = {}};
  numbers.pixels.resize(static_cast<std::size_t>(numbers.shape.elements()));
  Runs(file, header, numbers).read();
  return numbers;
}

/** Programs write an opacity of 0 everywhere where they mean none. */
Image opaque(Image image) {
  bool any = false;
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) any = any || image.pixels[i] != 0;
  for (std::size_t i = 3; !any && i < image.pixels.size(); i += 4) image.pixels[i] = 255;
  return without_opacity(image);
}

Image decode(const ByteView& file) {
  const Header header = read_header(file);
  if (header.bits == 24) return read_rows(file, header, 3, append_rgb);
  if (header.bits > 8) return opaque(read_rows(file, header, 4, append_masked));
  const Palette palette = read_palette(file, header);
  return coloured(
      header.compression == uncompressed ? read_rows(file, header, 1, append_numbers) : read_runs(file, header),
      palette);
}

}  // namespace

Image decode_bmp(Bytes bytes) {
  try {
    return decode(ByteView(bytes));
  } catch (const Error& error) {
    throw Error(std::string("cannot read this BMP: ") + error.what());
  }
}

}  // namespace narrows::formats
