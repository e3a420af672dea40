#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "kernels.hpp"
#include "narrows/shape.hpp"

namespace narrows::training {

/** What a step computes for a batch and the engine keeps: values and their gradients, channels last. */
struct Map {
  Shape shape;
  bool half = false;           ///< Stored as bfloat16.
  bool wants_gradient = true;  ///< Something to be trained lies before it.
  bool normalised = false;     ///< A batch norm reads it: sums are needed, and gradients corrected.
  bool zeroed = false;         ///< The gradient is set to 0 before it is added to.
  Map* parent = nullptr;       ///< The map of which it is some channels, or null.
  int offset = 0;              ///< Its first channel there.
  std::byte* data = nullptr;   ///< [image, row, column, channel]
  std::byte* gradient = nullptr;
  std::vector<float> slope, shift;  ///< Of the gradient's correction, per channel.
  std::vector<double> sums;         ///< [share, 2, channels]: of values and of their squares.

  [[nodiscard]] std::size_t channels() const { return static_cast<std::size_t>(shape.channels); }
  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
  }
  [[nodiscard]] std::size_t value_bytes() const { return half ? 2 : 4; }
  [[nodiscard]] std::size_t image_bytes() const { return pixels() * channels() * value_bytes(); }
};

class Normalisation;

/** Some channels of a map as they are read: normalised, cut off, bent. Batch norms and activations are never stored. */
struct View {
  struct Part {
    Normalisation* normalisation;  ///< Null for none.
    int channel;                   ///< The first, of the normalisation.
    int at;                        ///< Of the view.
    int channels;
  };

  Map* map = nullptr;
  int offset = 0;
  int channels = 0;
  std::vector<Part> parts;
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();
  std::optional<Curve> bend;
  std::vector<float> scale, shift;  ///< Empty for none.
  std::vector<double> sums;         ///< [share, 2, channels]: of gradients, and of these times values.

  [[nodiscard]] bool normalised() const;
  [[nodiscard]] bool cut() const {
    return low > -std::numeric_limits<float>::infinity() || high < std::numeric_limits<float>::infinity();
  }
  [[nodiscard]] bool plain() const { return !normalised() && shaped_like({}); }
  /** Whether both are cut off and bent alike; nothing is done to values by default. */
  [[nodiscard]] bool shaped_like(const View& other) const {
    return low == other.low && high == other.high && bend == other.bend;
  }
  void shape_like(const View& other) {
    low = other.low;
    high = other.high;
    bend = other.bend;
  }
  [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(channels); }
  [[nodiscard]] Shape shape() const { return {channels, map->shape.height, map->shape.width}; }

  /** From a pixel of the batch on. */
  [[nodiscard]] Reading reading(std::size_t pixel) const;
  [[nodiscard]] GradientReading gradient_reading(std::size_t pixel) const;
  [[nodiscard]] Storing storing(std::size_t pixel, int share);
  [[nodiscard]] GradientStoring gradient_storing(std::size_t pixel, int share, bool add);

  /** The map that holds the memory, once all are placed. */
  void settle();
  void allocate(int shares);
};

}  // namespace narrows::training
