#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "byte_view.hpp"
#include "formats.hpp"
#include "lzw.hpp"
#include "pixels.hpp"

namespace narrows::formats {
namespace {

constexpr std::uint32_t extension_mark = 0x21, frame_mark = 0x2c, graphic_control = 0xf9;

/** Passes over chained blocks, each behind its length, and gives what is in them. */
std::vector<std::uint8_t> joined_blocks(const ByteView& file, std::size_t& at) {
  std::vector<std::uint8_t> joined;
  while (const std::uint32_t length = file.number(at++, 1)) {
    const Bytes block = file.part(at, length);
    joined.insert(joined.end(), block.begin(), block.end());
    at += length;
  }
  return joined;
}

/** The colours that bit 7 of `flags` promises, as many as its lowest three bits say. */
Palette read_palette(const ByteView& file, std::size_t& at, std::uint32_t flags) {
  Palette palette;
  if ((flags & 0x80) == 0) return palette;
  const std::size_t colours = std::size_t{2} << (flags & 7);
  const Bytes bytes = file.part(at, 3 * colours);
  for (std::size_t i = 0; i < bytes.size(); i += 3) palette.add(bytes[i], bytes[i + 1], bytes[i + 2]);
  at += bytes.size();
  return palette;
}

/** Rows in the order of an interlaced file, in four passes, at their places. */
void deinterlace(Image& image) {
  const std::vector<std::uint8_t> stored = image.pixels;
  constexpr std::array<std::array<int, 2>, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  auto row = stored.begin();
  for (const auto& [first, step] : passes) {
    for (int y = first; y < image.shape.height; y += step, row += image.shape.width)
      std::copy_n(row, image.shape.width, image.pixels.begin() + std::ptrdiff_t{y} * image.shape.width);
  }
}

/** The numbers of a frame's colours, at `at` behind its size. */
Image read_numbers(const ByteView& file, std::size_t& at, int height, int width, bool interlaced) {
  const std::uint32_t bits = file.number(at++, 1);
  if (bits < 1 || bits > 8) throw Error("colours of " + std::to_string(bits) + " bits");
  Image numbers{.shape = {1, height, width}, .pixels = {}};
  const auto count = static_cast<std::size_t>(numbers.shape.elements());
  numbers.pixels = unpack_lzw(joined_blocks(file, at), {static_cast<int>(bits), false, false}, count);
  if (numbers.pixels.size() < count) throw Error("it ends too early");
  if (interlaced) deinterlace(numbers);
  return numbers;
}

/** The frame at `at`, laid on a canvas as large as the picture. */
Image read_frame(const ByteView& file, std::size_t at, Palette palette, int transparent) {
  const auto number = [&](std::size_t offset) { return static_cast<int>(file.number(offset, 2)); };
  const int left = number(at), top = number(at + 2), width = number(at + 4), height = number(at + 6);
  const std::uint32_t flags = file.number(at + 8, 1);
  check_plausible(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), file.size());
  at += 9;
  if (Palette own = read_palette(file, at, flags); own.size() > 0) palette = std::move(own);
  const Image numbers = read_numbers(file, at, height, width, (flags & 0x40) != 0);
  if (transparent >= 0 && static_cast<std::size_t>(transparent) < palette.size())
    palette.rgba[4 * static_cast<std::size_t>(transparent) + 3] = 0;
  const int canvas_width = std::max(number(6), left + width), canvas_height = std::max(number(8), top + height);
  check_plausible(static_cast<std::uint64_t>(canvas_width), static_cast<std::uint64_t>(canvas_height), file.size());
  return on_canvas(coloured(numbers, palette), left, top, canvas_height, canvas_width);
}

Image first_frame(const ByteView& file) {
  std::size_t at = 13;  // behind the picture's size, flags, background and aspect ratio
  const Palette palette = read_palette(file, at, file.number(10, 1));
  int transparent = -1;
  for (std::uint32_t block; (block = file.number(at++, 1)) != frame_mark;) {
    if (block != extension_mark) throw Error("no image in it");
    const std::uint32_t label = file.number(at++, 1);
    const auto content = joined_blocks(file, at);
    if (label == graphic_control && content.size() >= 4) transparent = (content[0] & 1) != 0 ? content[3] : -1;
  }
  return read_frame(file, at, palette, transparent);
}

}  // namespace

Image decode_gif(Bytes bytes) {
  try {
    return first_frame(ByteView(bytes));
  } catch (const Error& error) {
    throw Error(std::string("broken GIF: ") + error.what());
  }
}

}  // namespace narrows::formats
