#include <zlib.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "byte_view.hpp"
#include "formats.hpp"
#include "lzw.hpp"
#include "opacity.hpp"
#include "pixels.hpp"
#include "tiff_page.hpp"

namespace narrows::formats {
namespace {

/** How many bytes can come out of one at most. */
std::size_t most_from_a_byte(std::uint32_t packing) {
  return packing == none ? 1 : packing == pack_bits ? 64 : packing == lzw ? 2800 : 1032;
}

std::vector<std::uint8_t> inflated(Bytes packed, std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw Error("cannot start unpacking");
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<uInt>(count);
  (void)inflate(&stream, Z_FINISH);  // what is missing shows in the number of bytes, what is wrong as well
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

/** Stretches as they are behind a count below 128, a byte repeated behind one above it. */
std::vector<std::uint8_t> unpack_bits(Bytes packed, std::size_t count) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t at = 0; at + 1 < packed.size() && bytes.size() < count;) {
    const std::size_t head = packed[at++];
    if (head < 128) {
      const std::size_t stretch = std::min(head + 1, packed.size() - at);
      bytes.insert(bytes.end(), packed.begin() + static_cast<std::ptrdiff_t>(at),
                   packed.begin() + static_cast<std::ptrdiff_t>(at + stretch));
      at += stretch;
    } else if (head > 128) {
      bytes.insert(bytes.end(), 257 - head, packed[at++]);
    }
  }
  bytes.resize(std::min(bytes.size(), count));
  return bytes;
}

std::vector<std::uint8_t> unpacked(Bytes packed, std::uint32_t packing, std::size_t count) {
  if (count > (packed.size() + 1) * most_from_a_byte(packing)) throw Error("it ends too early");
  if (packing == none)
    return {packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(std::min(count, packed.size()))};
  if (packing == lzw) return unpack_lzw(packed, {8, true, true}, count);
  return packing == pack_bits ? unpack_bits(packed, count) : inflated(packed, count);
}

/** Samples of one row, 0 to 255 each, or as they are where they are numbers of colours. */
class Samples {
 public:
  explicit Samples(const TiffPage& page) : page_(page) {}

  /** Adds up differences to the pixel on the left, in place. */
  void undo_predictor(std::vector<std::uint8_t>& block) const {
    if (page_.predictor != 2) return;
    const std::size_t row_bytes = page_.block_row_bytes(), step = page_.samples_in_block() * page_.bits / 8;
    for (std::size_t row = 0; row + row_bytes <= block.size(); row += row_bytes) {
      for (std::size_t i = row + step; i < row + row_bytes; i += page_.bits / 8) add(block.data() + i, step);
    }
  }

  [[nodiscard]] std::uint8_t at(const std::uint8_t* row, std::size_t i) const {
    if (page_.bits == 8) return row[i];
    if (page_.bits == 16) return static_cast<std::uint8_t>((wide(row + 2 * i) * 255 + 32767) / 65535);
    const std::uint32_t in_byte = 8 / page_.bits, most = (1U << page_.bits) - 1;
    const std::uint32_t number = row[i / in_byte] >> (in_byte - 1 - i % in_byte) * page_.bits & most;
    return static_cast<std::uint8_t>(page_.colour == of_palette ? number : number * 255 / most);
  }

 private:
  [[nodiscard]] std::uint32_t wide(const std::uint8_t* bytes) const {
    return page_.little_endian ? bytes[0] | bytes[1] << 8 : bytes[0] << 8 | bytes[1];
  }
  void add(std::uint8_t* to, std::size_t step) const {
    if (page_.bits == 8) {
      *to = static_cast<std::uint8_t>(*to + *(to - step));
      return;
    }
    const std::uint32_t sum = wide(to) + wide(to - step);
    to[page_.little_endian ? 0 : 1] = static_cast<std::uint8_t>(sum);
    to[page_.little_endian ? 1 : 0] = static_cast<std::uint8_t>(sum >> 8);
  }

  const TiffPage& page_;
};

/** All samples of the page, pixel after pixel. */
class Pixels {
 public:
  Pixels(const TiffPage& page, const ByteView& file) : page_(page), file_(file), samples_(page) {
    const std::size_t count = page.blocks_across() * page.blocks_down() * (page.planes ? page.samples : 1);
    if (page.offsets.size() < count || page.bytes.size() < count) throw Error("it has no places for all of its blocks");
    check_bytes(count);
    image_.shape = {static_cast<int>(page.samples), static_cast<int>(page.height), static_cast<int>(page.width)};
    image_.pixels.resize(static_cast<std::size_t>(image_.shape.elements()));
  }

  Image read() && {
    std::size_t block = 0;
    for (std::size_t plane = 0; plane < (page_.planes ? page_.samples : 1); ++plane) {
      for (std::size_t y = 0; y < page_.height; y += page_.block_height) {
        for (std::size_t x = 0; x < page_.width; x += page_.block_width) read_block(block++, plane, y, x);
      }
    }
    return std::move(image_);
  }

 private:
  /** Before memory is taken: what the packed bytes can hold at most. */
  void check_bytes(std::size_t blocks) const {
    std::uint64_t packed = 0;
    for (std::size_t i = 0; i < blocks; ++i) packed += file_.part(page_.offsets[i], page_.bytes[i]).size();
    const std::uint64_t wanted = page_.width * page_.samples * page_.bits / 8 * page_.height;
    if (wanted > (std::min<std::uint64_t>(packed, file_.size()) + 1) * most_from_a_byte(page_.packing))
      throw Error("it ends too early");
  }

  void read_block(std::size_t block, std::size_t plane, std::size_t top, std::size_t left) {
    const std::size_t row_bytes = page_.block_row_bytes();
    const std::size_t rows = std::min(page_.block_height, page_.height - top);
    const std::size_t columns = std::min(page_.block_width, page_.width - left);
    auto bytes = unpacked(file_.part(page_.offsets[block], page_.bytes[block]), page_.packing, rows * row_bytes);
    if (bytes.size() < rows * row_bytes) throw Error("it ends too early, or is damaged");
    samples_.undo_predictor(bytes);
    for (std::size_t y = 0; y < rows; ++y) copy_row(bytes.data() + y * row_bytes, plane, top + y, left, columns);
  }

  void copy_row(const std::uint8_t* row, std::size_t plane, std::size_t y, std::size_t left, std::size_t columns) {
    const std::size_t in_block = page_.samples_in_block();
    std::uint8_t* to = image_.pixels.data() + (y * page_.width + left) * page_.samples + plane;
    for (std::size_t x = 0; x < columns; ++x, to += page_.samples) {
      for (std::size_t s = 0; s < in_block; ++s) to[s] = samples_.at(row, x * in_block + s);
    }
  }

  const TiffPage& page_;
  const ByteView& file_;
  Samples samples_;
  Image image_;
};

void invert_colours(Image& image, std::size_t colours) {
  const auto samples = static_cast<std::size_t>(image.shape.channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    if (i % samples < colours) image.pixels[i] = static_cast<std::uint8_t>(255 - image.pixels[i]);
  }
}

/** The first `count` samples of each pixel. */
Image first_samples(Image image, std::size_t count) {
  const auto samples = static_cast<std::size_t>(image.shape.channels);
  if (samples == count) return image;
  for (std::size_t i = 0, to = 0; i < image.pixels.size(); i += samples) {
    for (std::size_t s = 0; s < count; ++s) image.pixels[to++] = image.pixels[i + s];
  }
  image.shape.channels = static_cast<int>(count);
  image.pixels.resize(static_cast<std::size_t>(image.shape.elements()));
  return image;
}

/** Colours that have been dimmed by their opacity already, on white. */
Image dimmed_on_white(const Image& image) {
  const auto samples = static_cast<std::size_t>(image.shape.channels);
  Image lit = image;
  for (std::size_t i = 0; i < lit.pixels.size(); i += samples) {
    const int through = 255 - lit.pixels[i + samples - 1];
    for (std::size_t s = 0; s + 1 < samples; ++s)
      lit.pixels[i + s] = static_cast<std::uint8_t>(std::min(255, lit.pixels[i + s] + through));
  }
  return first_samples(std::move(lit), samples - 1);
}

Palette palette_of(const TiffDirectory& fields, std::uint32_t bits) {
  const auto map = fields.numbers(color_map);  // all reds, then all greens, then all blues, of 16 bits
  const std::size_t colours = std::size_t{1} << bits;
  if (map.size() < 3 * colours) throw Error("it has no palette");
  const auto sample = [&](std::size_t i) { return static_cast<std::uint8_t>(map[i] >> 8); };
  Palette palette;
  for (std::size_t i = 0; i < colours; ++i) palette.add(sample(i), sample(colours + i), sample(2 * colours + i));
  return palette;
}

Image in_colour(Image image, const TiffPage& page, const TiffDirectory& fields) {
  constexpr std::uint32_t dimmed = 1, opacity = 2;
  const std::size_t colours = page.colours();
  const std::uint32_t extra = page.samples > colours ? fields.number(extra_samples, 0) : 0;
  if (page.colour == of_palette) return coloured(first_samples(std::move(image), 1), palette_of(fields, page.bits));
  if (page.colour == ink) {
    image = first_samples(std::move(image), 4);
    invert_colours(image, 4);
    return rgb_of_cmyk(image);
  }
  if (page.colour == white_is_0) invert_colours(image, colours);
  if (extra != dimmed && extra != opacity) return first_samples(std::move(image), colours);
  image = first_samples(std::move(image), colours + 1);
  return extra == dimmed ? dimmed_on_white(image) : without_opacity(image);
}

Image decode(const ByteView& file, bool little_endian) {
  const TiffDirectory fields(file);
  const TiffPage page = read_page(fields, file, little_endian);
  const std::uint32_t turned = fields.number(orientation, 1);
  return upright(in_colour(Pixels(page, file).read(), page, fields),
                 turned >= 1 && turned <= 8 ? static_cast<int>(turned) : 1);
}

}  // namespace

Image decode_tiff(Bytes bytes) {
  const bool little_endian = !bytes.empty() && bytes[0] == 'I';
  try {
    return decode(ByteView(bytes, little_endian), little_endian);
  } catch (const Error& error) {
    throw Error(std::string("cannot read this TIFF: ") + error.what());
  }
}

}  // namespace narrows::formats
