#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "narrows/preprocessing.hpp"
#include "narrows/shape.hpp"

namespace narrows {

/** One image: bytes in row, column, channel order; 1 channel is grey, 3 are red, green, blue. */
struct Image {
  Shape shape;
  std::vector<std::uint8_t> pixels;

  /** Throws std::invalid_argument unless there are 1 or 3 channels and `pixels` fill the shape. */
  void validate() const;
  friend bool operator==(const Image&, const Image&) = default;
};

/** Grey from colour (ITU-R 601 luma), or three equal channels from grey. `channels` is 1 or 3. */
[[nodiscard]] Image with_channels(const Image& image, int channels);

/**
 * Brings an image to a size. Bilinear is the triangle filter, as wide as the reduction asks for, columns after rows,
 * each rounded to bytes: what Pillow's `resize(size, BILINEAR)` gives for Resize::stretch, `ImageOps.fit` for
 * Resize::crop.
 *
 * Throws std::invalid_argument for an image of another size with Resize::none.
 */
[[nodiscard]] Image resized(const Image& image, int height, int width, Resize resize);

/**
 * The bytes a network's input is made of: the channels, then the size of `preprocessing`. Loading a data set and
 * classifying an image both go through here, so that a deployed network sees what it was trained on.
 */
[[nodiscard]] Image prepare(const Image& image, const Preprocessing& preprocessing);

}  // namespace narrows
