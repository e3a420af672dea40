#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "narrows/detail/picture.hpp"
#include "narrows/image.hpp"

/** One function per image format; all throw Error without the image's name. */
namespace narrows::formats {

using Bytes = std::span<const std::uint8_t>;

/** The images that are read, by content; `unsupported` ones are recognised to be named in a message. */
enum class Format : std::uint8_t { unknown, jpeg, png, webp, gif, bmp, tiff, pnm, unsupported };

[[nodiscard]] Format format_of(Bytes bytes);
/** "HEIC", "AVIF" … for Format::unsupported. */
[[nodiscard]] std::string_view unsupported_name(Bytes bytes);

/** At the smallest eighths whose sides are `at_least`, or whole if that is 0. */
[[nodiscard]] detail::Picture decode_jpeg(Bytes bytes, int at_least);
[[nodiscard]] Image decode_png(Bytes bytes);
/** An animation's first frame. */
[[nodiscard]] Image decode_webp(Bytes bytes);
/** The first frame, on a canvas of the whole picture's size. */
[[nodiscard]] Image decode_gif(Bytes bytes);
[[nodiscard]] Image decode_bmp(Bytes bytes);
/** The first page: grey, RGB, CMYK or of a palette, not compressed or by LZW, Deflate or PackBits. */
[[nodiscard]] Image decode_tiff(Bytes bytes);
[[nodiscard]] Image decode_pnm(Bytes bytes);

/** EXIF orientation, 1 to 8, of a JPEG's bytes; 1 (upright) where there is none or it makes no sense. */
[[nodiscard]] int jpeg_orientation(Bytes jpeg);
/** The same of the EXIF block itself, a TIFF. */
[[nodiscard]] int exif_orientation(Bytes tiff);
/** Turns and mirrors an image as its EXIF orientation says. */
[[nodiscard]] Image upright(Image image, int orientation);
[[nodiscard]] detail::Picture upright(detail::Picture picture, int orientation);

/** As read_image(), with the part that the picture fills. */
[[nodiscard]] detail::Picture read_picture(const std::string& path, int at_least);

/** Throws Error for a size that no file of so many bytes can hold, before memory is taken for it. */
void check_plausible(std::uint64_t width, std::uint64_t height, std::size_t file_bytes);

}  // namespace narrows::formats
