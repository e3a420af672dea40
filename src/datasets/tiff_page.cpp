#include "tiff_page.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace narrows::formats {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(what + ", which is not read; convert it to PNG"); }

std::string packing_name(std::uint32_t packing) {
  constexpr std::array<std::pair<std::uint32_t, const char*>, 9> known = {{{2, "fax"},
                                                                           {3, "fax"},
                                                                           {4, "fax"},
                                                                           {6, "JPEG"},
                                                                           {7, "JPEG"},
                                                                           {34712, "JPEG 2000"},
                                                                           {34925, "LZMA"},
                                                                           {50000, "Zstandard"},
                                                                           {50001, "WebP"}}};
  for (const auto& [number, name] : known) {
    if (number == packing) return name;
  }
  return "number " + std::to_string(packing);
}

void check_kind(const TiffPage& page, const TiffDirectory& fields) {
  constexpr std::array packings = {none, lzw, deflate, old_deflate, pack_bits};
  if ((fields.number(kind_of_page, 0) & 1) != 0)
    refuse("a camera's raw file, whose first page is a small picture of it");
  if (std::find(packings.begin(), packings.end(), page.packing) == packings.end())
    refuse("it is compressed as " + packing_name(page.packing));
  if (page.colour > ink || page.colour == 4) refuse("its colours are of kind " + std::to_string(page.colour));
  const auto depths = fields.numbers(bits_per_sample);
  const bool one_depth =
      std::all_of(depths.begin(), depths.end(), [&](std::uint32_t bits) { return bits == page.bits; });
  const bool whole_bytes = page.bits == 8 || page.bits == 16;
  const bool small = page.samples == 1 && (page.bits == 1 || page.bits == 2 || page.bits == 4);
  if (!one_depth || !(whole_bytes || small)) refuse("it has " + std::to_string(page.bits) + " bits a sample");
  if (fields.number(sample_format, 1) != 1) refuse("its samples are no numbers from 0 up");
  if (page.colour == of_palette && page.bits > 8) refuse("it has a palette of 16 bits");
  if (page.predictor > 2 || (page.predictor == 2 && !whole_bytes))
    refuse("it has predictor " + std::to_string(page.predictor));
  if (fields.number(fill_order, 1) != 1) refuse("its bits stand in reverse");
  if (page.samples < page.colours() || page.samples > 16)
    throw Error(std::to_string(page.samples) + " samples in a pixel");
}

}  // namespace

TiffPage read_page(const TiffDirectory& fields, const ByteView& file, bool little_endian) {
  TiffPage page{};
  page.width = fields.number(width, 0), page.height = fields.number(height, 0);
  check_plausible(page.width, page.height, file.size());
  const bool tiled = fields.number(tile_width, 0) != 0;
  page.block_width = tiled ? fields.number(tile_width, 0) : page.width;
  page.block_height =
      tiled ? fields.number(tile_height, 0) : std::min<std::size_t>(fields.number(rows_per_strip, ~0U), page.height);
  page.samples = fields.number(samples_per_pixel, 1);
  page.bits = fields.number(bits_per_sample, 1);
  page.packing = fields.number(compression, none);
  page.colour = fields.number(photometric, ~0U);
  page.predictor = fields.number(predictor, 1);
  page.planes = fields.number(planar, 1) == 2 && page.samples > 1;
  page.little_endian = little_endian;
  page.offsets = fields.numbers(tiled ? tile_offsets : strip_offsets);
  page.bytes = fields.numbers(tiled ? tile_bytes : strip_bytes);
  check_kind(page, fields);
  if (page.block_width < 1 || page.block_height < 1 || page.block_width > 65536 ||
      page.block_height > std::size_t{65536} * 16)
    throw Error("blocks of " + std::to_string(page.block_width) + " x " + std::to_string(page.block_height) +
                " pixels");
  return page;
}

}  // namespace narrows::formats
