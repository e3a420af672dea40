#include <webp/decode.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "byte_view.hpp"
#include "formats.hpp"
#include "opacity.hpp"
#include "pixels.hpp"

namespace narrows::formats {
namespace {

/** What a chunk of that name holds; empty where there is none. A file may end within its last chunk. */
Bytes chunk(const ByteView& file, std::string_view name) {
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const Bytes found = file.part(at, 4);
    const std::size_t length = file.number(at + 4, 4), there = std::min(length, file.size() - at - 8);
    if (std::equal(name.begin(), name.end(), found.begin())) return file.part(at + 8, there);
    at += 8 + there + there % 2;
  }
  return {};
}

Image decode_still(Bytes bytes, std::size_t file_bytes) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) throw Error("broken WebP: no header");
  check_plausible(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), file_bytes);
  Image image{.shape = {features.has_alpha != 0 ? 4 : 3, features.height, features.width}, .pixels = {}};
  image.pixels.resize(static_cast<std::size_t>(image.shape.elements()));
  const auto decode = features.has_alpha != 0 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode(bytes.data(), bytes.size(), image.pixels.data(), image.pixels.size(),
             features.width * image.shape.channels) == nullptr)
    throw Error("broken WebP: its pixels cannot be decoded, or it ends too early");
  return features.has_alpha != 0 ? without_opacity(image) : image;
}

/** The first frame at its place; its place is given in pairs of pixels. */
Image decode_animation(const ByteView& file, Bytes first) {
  const ByteView frame(first), header(chunk(file, "VP8X"));
  const auto number = [](const ByteView& view, std::size_t at) { return static_cast<int>(view.number(at, 3)); };
  const int width = number(header, 4) + 1, height = number(header, 7) + 1;
  check_plausible(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), file.size());
  return on_canvas(decode_still(frame.from(16), file.size()), 2 * number(frame, 0), 2 * number(frame, 3), height,
                   width);
}

int webp_orientation(const ByteView& file) {
  constexpr std::string_view head{"Exif\0\0", 6};  // that some programs put before it, as in a JPEG
  Bytes exif = chunk(file, "EXIF");
  if (exif.size() > head.size() && std::equal(head.begin(), head.end(), exif.begin())) exif = exif.subspan(head.size());
  return exif_orientation(exif);
}

}  // namespace

Image decode_webp(Bytes bytes) {
  const ByteView file(bytes);
  const Bytes frame = chunk(file, "ANMF");
  return upright(frame.empty() ? decode_still(bytes, bytes.size()) : decode_animation(file, frame),
                 webp_orientation(file));
}

}  // namespace narrows::formats
