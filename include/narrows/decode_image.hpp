#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "narrows/image.hpp"
#include "narrows/preprocessing.hpp"

namespace narrows {

/**
 * Decodes an image, told apart by content: JPEG, PNG, WebP, GIF, BMP, PNM, and TIFF that is not compressed or by LZW,
 * Deflate or PackBits. Of an animation it is the first frame, of a TIFF the first page. EXIF orientation (also a PNG's,
 * WebP's or TIFF's) is applied, CMYK becomes RGB, 16 bits become 8; grey stays one channel, also where it comes as a
 * palette of greys. What is transparent is laid on white, or on black where the picture, such as a white icon, could
 * not be told from white.
 *
 * `at_least` above 0 lets a JPEG be decoded at the smallest of its eighths whose sides are still that many pixels,
 * which is many times faster for large photographs; 0 decodes it at full size. `name` is what messages call the image.
 *
 * Throws Error for anything else, and for a damaged image.
 */
[[nodiscard]] Image decode_image(std::span<const std::uint8_t> bytes, int at_least = 0,
                                 const std::string& name = "image");

/** The same from a file. */
[[nodiscard]] Image read_image(const std::string& path, int at_least = 0);

/** The `at_least` that suits a network: twice its size where the image is to be resized, else 0. */
[[nodiscard]] int decoding_size(const Preprocessing& preprocessing);

/** Decodes an image and prepares it for a network, as data sets are loaded: JPEGs are decoded at decoding_size(). */
[[nodiscard]] Image prepare_image(std::span<const std::uint8_t> bytes, const Preprocessing& preprocessing,
                                  const std::string& name = "image");

/** The same from a file. */
[[nodiscard]] Image prepare_file(const std::string& path, const Preprocessing& preprocessing);

}  // namespace narrows
