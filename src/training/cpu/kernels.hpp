#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "narrows/op.hpp"

namespace narrows::training {

/** Lanes of the widest vector: in working memory pixels begin at multiples of it. */
inline constexpr std::size_t widest = 16;

[[nodiscard]] constexpr std::size_t padded(std::size_t floats) { return (floats + widest - 1) / widest * widest; }

/** Maps of some images in working memory, perhaps inside a border. */
struct Patch {
  float* data = nullptr;  ///< Of the first image's first pixel inside the border.
  std::size_t images = 0, height = 0, width = 0;
  std::size_t image_stride = 0, row_stride = 0, pitch = 0;  ///< Floats from image to image, row to row, pixel to pixel.
};

/** Stored values as they are read: scaled, shifted, then cut off or bent. */
struct Reading {
  const void* data = nullptr;  ///< Of the first pixel.
  std::size_t stride = 0;      ///< Values from pixel to pixel.
  std::size_t channels = 0;
  const float* scale = nullptr;  ///< [channels], padded; null for none.
  const float* shift = nullptr;
  float low = 0, high = 0;
  std::optional<Curve> bend{};  ///< Of values that are not cut off.
  bool half = false;            ///< bfloat16.
};

/** Writes values to a patch, and something finite past the last channel. With `add`, adds to what is there. */
void load_values(const Reading& reading, const Patch& patch, bool add);
void load_bent_values(const Reading& reading, const Patch& patch, bool add);

/** A gradient as stored behind a batch norm, and what turns it into the gradient in front of it. */
struct GradientReading {
  const void* gradient = nullptr;
  const void* values = nullptr;  ///< What the batch norm read.
  std::size_t stride = 0;
  std::size_t channels = 0;
  const float* slope = nullptr;  ///< gradient + slope * value + offset; null for the gradient alone.
  const float* offset = nullptr;
  bool half = false;
};

void load_gradient(const GradientReading& reading, const Patch& patch);

/** Where results of some pixels go. Sums over them are added to [channels]; null for none. */
struct Storing {
  const float* from = nullptr;
  std::size_t pitch = 0, pixels = 0, channels = 0;
  void* to = nullptr;
  std::size_t stride = 0;
  double* sums = nullptr;
  double* squares = nullptr;
  bool half = false;
};

void store_values(const Storing& storing);

/**
 * Where a gradient of values as they were read goes: 0 where they were cut off, times the scale. Sums over the pixels
 * of the gradient, and of it times the stored values, before the scale.
 */
struct GradientStoring {
  float* from = nullptr;
  std::size_t pitch = 0, pixels = 0;
  Reading reading;
  void* gradient = nullptr;  ///< Strides as the values'.
  bool add = false;          ///< To what is there.
  double* sums = nullptr;
  double* products = nullptr;
};

void store_gradient(const GradientStoring& storing);
/** Gradients of bent values, in place, become those of the values before. */
void bend_gradient(const GradientStoring& storing);

/** One panel of outputs: bias, plus the sum over taps and inputs of products. */
struct Product {
  const float* in = nullptr;
  const std::int32_t* in_at = nullptr;  ///< Of each pixel, in floats.
  const std::int32_t* tap_at = nullptr;
  std::size_t taps = 0, inputs = 0;
  const float* weights = nullptr;  ///< [tap, input, width].
  const float* bias = nullptr;     ///< [width], or null.
  std::size_t width = 0;           ///< 4, 8, or one or two vectors.
  float* out = nullptr;            ///< `width` floats of each pixel are written.
  const std::int32_t* out_at = nullptr;
  std::size_t pixels = 0;
};

void multiply(const Product& product);

/** Outputs of a panel for `outputs` that are left. */
[[nodiscard]] std::size_t panel_width(std::size_t outputs);

/** Sums over pixels of every input at every tap times the gradients of a panel of outputs: added to `sums`. */
struct OuterProduct {
  const float* in = nullptr;
  const std::int32_t* in_at = nullptr;
  const std::int32_t* tap_at = nullptr;
  std::size_t taps = 0, inputs = 0;
  const float* gradient = nullptr;
  const std::int32_t* gradient_at = nullptr;
  std::size_t pixels = 0;
  std::size_t width = 0, outputs = 0;  ///< Of the panel, and those that are there: sums of the others are left 0.
  float* sums = nullptr;               ///< [tap, input, width].
};

void multiply_outer(const OuterProduct& product);

/** Each channel on its own. */
struct Depthwise {
  const float* in = nullptr;
  const std::int32_t* in_at = nullptr;
  const std::int32_t* tap_at = nullptr;
  std::size_t taps = 0;
  const float* weights = nullptr;  ///< [tap, padded channels]; of each tap, the row weight_at[tap].
  const std::int32_t* weight_at = nullptr;
  const float* bias = nullptr;
  std::size_t channels = 0;  ///< A multiple of `widest`.
  float* out = nullptr;
  const std::int32_t* out_at = nullptr;
  std::size_t pixels = 0;
};

void multiply_depthwise(const Depthwise& product);

struct DepthwiseOuter {
  const float* in = nullptr;
  const std::int32_t* in_at = nullptr;
  const std::int32_t* tap_at = nullptr;
  std::size_t taps = 0;
  const float* gradient = nullptr;
  const std::int32_t* gradient_at = nullptr;
  std::size_t pixels = 0;
  std::size_t channels = 0;  ///< A multiple of `widest`.
  float* sums = nullptr;     ///< [tap, channels], added to.
};

void multiply_depthwise_outer(const DepthwiseOuter& product);

/** Values of pixels times factors, in place. */
struct Scaling {
  float* values = nullptr;
  const float* factors = nullptr;
  std::size_t pitch = 0, factor_pitch = 0;  ///< The factors' 0 where all pixels have the same.
  std::size_t pixels = 0;
  std::size_t channels = 0;  ///< A multiple of `widest`.
};

void scale_values(const Scaling& scaling);

/** Adds the values of all pixels to [channels]. */
struct ChannelSums {
  const float* from = nullptr;
  const std::int32_t* at = nullptr;
  std::size_t pixels = 0;
  std::size_t channels = 0;
  float* sums = nullptr;
};

void add_channels(const ChannelSums& sums);

/** Windows of taps, over patches with a border. */
struct Pooling {
  const float* in = nullptr;
  const std::int32_t* in_at = nullptr;  ///< Of each output pixel.
  const std::int32_t* tap_at = nullptr;
  std::size_t taps = 0;
  std::size_t channels = 0;  ///< A multiple of `widest`.
  std::size_t pixels = 0;
  const std::int32_t* out_at = nullptr;
  const float* factors = nullptr;  ///< Of the averages: one per pixel.
  float* out = nullptr;            ///< Forward: written. Backward: read.
  float* in_gradient = nullptr;    ///< As `in`: added to.
};

void pool_max(const Pooling& pooling);
void pool_max_back(const Pooling& pooling);  ///< To the first of equal values.
void pool_average(const Pooling& pooling);
void pool_average_back(const Pooling& pooling);

/** Stochastic gradient descent on `count` values. */
struct Descent {
  float* values = nullptr;
  float* momentum = nullptr;
  float* gradients = nullptr;  ///< Of the first share, which gets the sum; the others follow at share_stride.
  std::size_t share_stride = 0, shares = 0;
  std::size_t count = 0;  ///< A multiple of `widest`.
  float learning_rate = 0, momentum_factor = 0, weight_decay = 0;
  bool nesterov = false;
};

void descend(const Descent& descent);

}  // namespace narrows::training
