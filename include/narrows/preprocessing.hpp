#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/shape.hpp"

namespace narrows {

/** How an image of another size is brought to the network's size. */
enum class Resize : std::uint8_t {
  none,     ///< It must have the size already.
  pad,      ///< Zeros around it (28 x 28 in 32 x 32); a larger one is stretched.
  stretch,  ///< Bilinear, each side for itself.
  crop,     ///< Bilinear to cover the size, then the centre.
};

/**
 * From an image's bytes to what a network reads: resize, order the channels, divide by 255, subtract `mean`, divide by
 * `std`, channel by channel. Stored in an ONNX file as `narrows.preprocessing`.
 */
struct Preprocessing {
  Shape shape = {3, 32, 32};  ///< What the network reads: channels 1 (grey) or 3.
  Resize resize = Resize::none;
  std::string order = "RGB";  ///< Order of the channels: "RGB", or "L" for one grey channel.
  std::vector<float> mean;    ///< Per channel, of pixels divided by 255.
  std::vector<float> std;     ///< Per channel, of pixels divided by 255; above 0.

  /** {"channels": 3, "size": [32, 32], "resize": "none", "order": "RGB", "mean": [...], "std": [...]}; size: height,
   * width. */
  [[nodiscard]] std::string to_json() const;
  /** Throws Error for text that does not say all of it, or says something else. */
  [[nodiscard]] static Preprocessing from_json(std::string_view json);
  /** Throws std::invalid_argument unless channels are 1 or 3, and mean and std have one value each per channel. */
  void validate() const;

  /**
   * Normalises one image that has the network's size: bytes in row, column, channel order in, float32 in channel, row,
   * column order out (`shape.elements()` of them).
   */
  void normalise(std::span<const std::uint8_t> nhwc, std::span<float> nchw) const;

  friend bool operator==(const Preprocessing&, const Preprocessing&) = default;
};

/** The name a mode has in JSON. */
[[nodiscard]] std::string_view name(Resize resize);
/** The mode of a name. Throws std::invalid_argument for one that no mode has. */
[[nodiscard]] Resize resize_named(std::string_view name);

}  // namespace narrows
