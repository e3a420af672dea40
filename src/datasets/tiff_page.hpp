#pragma once

#include <cstdint>
#include <vector>

#include "tiff_directory.hpp"

namespace narrows::formats {

// Numbers of TIFF 6.0, and of its supplements for Deflate.
enum TiffTag : std::uint32_t {
  kind_of_page = 254,
  width = 256,
  height = 257,
  bits_per_sample = 258,
  compression = 259,
  photometric = 262,
  fill_order = 266,
  strip_offsets = 273,
  orientation = 274,
  samples_per_pixel = 277,
  rows_per_strip = 278,
  strip_bytes = 279,
  planar = 284,
  predictor = 317,
  color_map = 320,
  tile_width = 322,
  tile_height = 323,
  tile_offsets = 324,
  tile_bytes = 325,
  extra_samples = 338,
  sample_format = 339,
};
enum TiffPacking : std::uint32_t { none = 1, lzw = 5, deflate = 8, old_deflate = 32946, pack_bits = 32773 };
enum TiffColour : std::uint32_t { white_is_0 = 0, black_is_0 = 1, rgb = 2, of_palette = 3, ink = 5 };

/** What the fields say, checked. */
struct TiffPage {
  std::size_t width, height;
  std::size_t block_width, block_height;  ///< Of a tile, or of a strip, which is as wide as the page.
  std::size_t samples;                    ///< In a pixel.
  std::uint32_t bits, packing, colour, predictor;
  bool planes;  ///< One sample of all pixels after the other.
  bool little_endian;
  std::vector<std::uint32_t> offsets, bytes;  ///< Of the blocks.

  /** Samples that say the colour; those behind them in a pixel are opacity, or nothing that is seen. */
  [[nodiscard]] std::size_t colours() const { return colour == rgb ? 3 : colour == ink ? 4 : 1; }
  [[nodiscard]] std::size_t samples_in_block() const { return planes ? 1 : samples; }
  [[nodiscard]] std::size_t block_row_bytes() const { return (block_width * samples_in_block() * bits + 7) / 8; }
  [[nodiscard]] std::size_t blocks_across() const { return (width + block_width - 1) / block_width; }
  [[nodiscard]] std::size_t blocks_down() const { return (height + block_height - 1) / block_height; }
};

/** Throws Error for a page of a kind that is not read, or that makes no sense. */
[[nodiscard]] TiffPage read_page(const TiffDirectory& fields, const ByteView& file, bool little_endian);

}  // namespace narrows::formats
