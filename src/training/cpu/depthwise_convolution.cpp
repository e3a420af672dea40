#include "depthwise_convolution.hpp"

#include <algorithm>

namespace narrows::training {

DepthwiseConvolution::DepthwiseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                                           Parameters& parameters)
    : Convolution(in, {out},
                  Tiling(in->shape(), out->shape(), spec.window, padded(out->width()), padded(out->width()), batch),
                  parameters),
      channels_(padded(out->width())),
      repeats_(out->width() / in->width()),
      taps_(static_cast<std::size_t>(spec.window.taps())),
      narrow_(in->map->shape.height, in->map->shape.width, 0, 0, 0, 0, padded(in->width())) {
  Layout layout{.place = {}, .floats = taps_ * channels_};
  for (std::size_t c = 0; c < out->width(); ++c)
    for (std::size_t tap = 0; tap < taps_; ++tap)
      layout.place.push_back(static_cast<std::uint32_t>(tap * channels_ + c));
  weight_ = parameters.add(spec.weight, std::move(layout));
  if (spec.bias) bias_ = parameters.add(*spec.bias, plain_layout(out->width()));
  const auto row = [&](int tap) { return static_cast<std::int32_t>(static_cast<std::size_t>(tap) * channels_); };
  for (const int tap : geometry().forward().taps) weight_at_.push_back(row(tap));
  for (const PixelList& list : geometry().backward()) {
    back_weights_.emplace_back();
    for (const int tap : list.taps) back_weights_.back().push_back(row(tap));
  }
}

std::size_t DepthwiseConvolution::spare() const { return repeats_ > 1 ? narrow_.floats(geometry().images()) : 0; }

void DepthwiseConvolution::load_inputs(std::size_t first, std::size_t units, float* inputs, float* spare) const {
  const Reading reading = in().reading(first * geometry().in().pixels());
  const Patch patch = geometry().in().patch(inputs, units);
  if (repeats_ == 1) return load_values(reading, patch, false);
  load_values(reading, narrow_.patch(spare, units), false);
  const float* from = spare;
  for (std::size_t image = 0; image < units; ++image)
    for (std::size_t y = 0; y < patch.height; ++y)
      for (std::size_t x = 0; x < patch.width; ++x, from += narrow_.pitch()) {
        float* to = patch.data + image * patch.image_stride + y * patch.row_stride + x * patch.pitch;
        for (std::size_t c = 0; c < in().width(); ++c)
          for (std::size_t i = 0; i < repeats_; ++i) *to++ = from[c];
      }
}

/** The gradient of an input is the sum over its outputs. */
void DepthwiseConvolution::store_input_gradient(GradientStoring storing, float* spare) const {
  if (repeats_ > 1) {
    for (std::size_t p = 0; p < storing.pixels; ++p)
      for (std::size_t c = 0; c < in().width(); ++c) {
        float sum = 0;
        for (std::size_t i = 0; i < repeats_; ++i) sum += storing.from[p * channels_ + c * repeats_ + i];
        spare[p * narrow_.pitch() + c] = sum;
      }
    storing.from = spare;
    storing.pitch = narrow_.pitch();
  }
  store_gradient(storing);
}

void DepthwiseConvolution::products(const float* inputs, float* results, std::size_t units) const {
  const PixelList& pixels = geometry().forward();
  multiply_depthwise({.in = inputs,
                      .in_at = pixels.in_at.data(),
                      .tap_at = pixels.tap_at.data(),
                      .taps = taps_,
                      .weights = values() + weight_,
                      .weight_at = weight_at_.data(),
                      .bias = bias_ == 0 ? nullptr : values() + bias_,
                      .channels = channels_,
                      .out = results,
                      .out_at = pixels.out_at.data(),
                      .pixels = units * pixels.per_image});
}

void DepthwiseConvolution::weight_products(const Share& share, const float* inputs, const float* gradient,
                                           std::size_t units) const {
  const PixelList& pixels = geometry().forward();
  multiply_depthwise_outer({.in = inputs,
                            .in_at = pixels.in_at.data(),
                            .tap_at = pixels.tap_at.data(),
                            .taps = taps_,
                            .gradient = gradient,
                            .gradient_at = geometry().gradient_at().data(),
                            .pixels = units * pixels.per_image,
                            .channels = channels_,
                            .sums = share.gradients + weight_});
  if (bias_ != 0) add_bias_gradient(share.gradients + bias_, gradient, channels_, units);
}

void DepthwiseConvolution::input_products(const float* gradient, float* in_gradient, std::size_t units) const {
  for (std::size_t i = 0; i < back_weights_.size(); ++i) {
    const PixelList& pixels = geometry().backward()[i];
    multiply_depthwise({.in = gradient,
                        .in_at = pixels.in_at.data(),
                        .tap_at = pixels.tap_at.data(),
                        .taps = pixels.taps.size(),
                        .weights = values() + weight_,
                        .weight_at = back_weights_[i].data(),
                        .channels = channels_,
                        .out = in_gradient,
                        .out_at = pixels.out_at.data(),
                        .pixels = units * pixels.per_image});
  }
}

}  // namespace narrows::training
