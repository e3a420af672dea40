#include "narrows/decode_image.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "files.hpp"
#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace formats {
namespace {

constexpr const char* known_formats = "JPEG, PNG, WebP, GIF, BMP, TIFF, PNM";

bool starts_with(Bytes bytes, std::string_view text, std::size_t offset = 0) {
  return bytes.size() >= offset + text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool is_pnm(Bytes bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
         (std::isspace(bytes[2]) != 0 || bytes[2] == '#');
}

/** BigTIFF too, which the decoder then refuses by name. */
bool is_tiff(Bytes bytes) {
  return starts_with(bytes, {"II*\0", 4}) || starts_with(bytes, {"MM\0*", 4}) || starts_with(bytes, {"II+\0", 4}) ||
         starts_with(bytes, {"MM\0+", 4});
}

}  // namespace

std::string_view unsupported_name(Bytes bytes) {
  if (starts_with(bytes, "ftypavif", 4)) return "AVIF";
  if (starts_with(bytes, "ftyphei", 4) || starts_with(bytes, "ftypmif1", 4)) return "HEIC";
  if (starts_with(bytes, {"\0\0\0\x0cjP  ", 8}) || starts_with(bytes, "\xff\x4f\xff\x51")) return "JPEG 2000";
  if (starts_with(bytes, {"\0\0\0\x0cJXL ", 8}) || starts_with(bytes, "\xff\x0a")) return "JPEG XL";
  if (starts_with(bytes, "8BPS")) return "Photoshop";
  return {};
}

Format format_of(Bytes bytes) {
  if (starts_with(bytes, "\xff\xd8\xff")) return Format::jpeg;
  if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) return Format::png;
  if (starts_with(bytes, "RIFF") && starts_with(bytes, "WEBP", 8)) return Format::webp;
  if (starts_with(bytes, "GIF87a") || starts_with(bytes, "GIF89a")) return Format::gif;
  if (starts_with(bytes, "BM") && starts_with(bytes, {"\0\0\0\0", 4}, 6)) return Format::bmp;
  if (is_tiff(bytes)) return Format::tiff;
  if (is_pnm(bytes)) return Format::pnm;
  return unsupported_name(bytes).empty() ? Format::unknown : Format::unsupported;
}

void check_plausible(std::uint64_t width, std::uint64_t height, std::size_t file_bytes) {
  constexpr std::uint64_t most_pixels = 200'000'000, most_pixels_per_byte = 8 * 1032;  // 1-bit PNG, deflated
  if (width < 1 || height < 1 || width * height > std::min(most_pixels, (file_bytes + 1) * most_pixels_per_byte)) {
    throw Error("its header promises " + std::to_string(width) + " x " + std::to_string(height) +
                " pixels, and it has " + std::to_string(file_bytes) + " bytes");
  }
}

namespace {

Image decode_whole(Bytes bytes) {
  switch (format_of(bytes)) {
    case Format::jpeg:
      break;  // see decode()
    case Format::png:
      return decode_png(bytes);
    case Format::webp:
      return decode_webp(bytes);
    case Format::gif:
      return decode_gif(bytes);
    case Format::bmp:
      return decode_bmp(bytes);
    case Format::tiff:
      return decode_tiff(bytes);
    case Format::pnm:
      return decode_pnm(bytes);
    case Format::unsupported:
      throw Error(std::string(unsupported_name(bytes)) +
                  " images are not read; convert it, as ImageMagick does: mogrify -format png FILE");
    case Format::unknown:
      break;
  }
  throw Error(bytes.empty() ? "empty file, expected an image"
                            : std::string("not an image of a kind that is read: ") + known_formats);
}

detail::Picture decode(Bytes bytes, int at_least, const std::string& name) {
  try {
    if (format_of(bytes) == Format::jpeg) return upright(decode_jpeg(bytes, at_least), jpeg_orientation(bytes));
    Image image = decode_whole(bytes);
    const detail::Box box = detail::box_of(image);
    return {std::move(image), box};
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
}

}  // namespace

detail::Picture read_picture(const std::string& path, int at_least) { return decode(read_bytes(path), at_least, path); }

}  // namespace formats

Image decode_image(std::span<const std::uint8_t> bytes, int at_least, const std::string& name) {
  return formats::decode(bytes, at_least, name).image;
}

Image read_image(const std::string& path, int at_least) { return formats::read_picture(path, at_least).image; }

int decoding_size(const Preprocessing& preprocessing) {
  const bool resizes = preprocessing.resize == Resize::stretch || preprocessing.resize == Resize::crop;
  return resizes ? 2 * std::max(preprocessing.shape.height, preprocessing.shape.width) : 0;
}

Image prepare_image(std::span<const std::uint8_t> bytes, const Preprocessing& preprocessing, const std::string& name) {
  return detail::prepare(formats::decode(bytes, decoding_size(preprocessing), name), preprocessing);
}

Image prepare_file(const std::string& path, const Preprocessing& preprocessing) {
  return detail::prepare(formats::read_picture(path, decoding_size(preprocessing)), preprocessing);
}

}  // namespace narrows
