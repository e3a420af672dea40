#include "depthwise_convolution.hpp"

#include <algorithm>

#include "dense_convolution.hpp"

namespace narrows::training {

DepthwiseConvolution::DepthwiseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                                           Parameters& parameters)
    : Step({in}, out),
      channels_(padded(out->width())),
      repeats_(out->width() / in->width()),
      taps_(static_cast<std::size_t>(spec.window.taps())),
      tiling_(in->shape(), out->shape(), spec.window, channels_, channels_, batch),
      narrow_(in->map->shape.height, in->map->shape.width, 0, 0, 0, 0, padded(in->width())),
      parameters_(parameters) {
  Layout layout{.place = {}, .floats = taps_ * channels_};
  for (std::size_t c = 0; c < out->width(); ++c)
    for (std::size_t tap = 0; tap < taps_; ++tap)
      layout.place.push_back(static_cast<std::uint32_t>(tap * channels_ + c));
  weight_ = parameters.add(spec.weight, std::move(layout));
  if (spec.bias) bias_ = parameters.add(*spec.bias, plain_layout(out->width()));
  const auto row = [&](int tap) { return static_cast<std::int32_t>(static_cast<std::size_t>(tap) * channels_); };
  for (const int tap : tiling_.geometry().forward().taps) weight_at_.push_back(row(tap));
  for (const PixelList& list : tiling_.geometry().backward()) {
    back_weights_.emplace_back();
    for (const int tap : list.taps) back_weights_.back().push_back(row(tap));
  }
}

std::size_t DepthwiseConvolution::scratch() const {
  const Geometry& geometry = tiling_.geometry();
  const std::size_t images = geometry.images();
  return geometry.in().floats(images) + std::max(geometry.out().floats(images), geometry.gradient().floats(images)) +
         geometry.in_gradient().floats(images) + (repeats_ > 1 ? narrow_.floats(images) : 0);
}

std::size_t DepthwiseConvolution::bytes() const { return tiling_.geometry().bytes(); }

void DepthwiseConvolution::load_inputs(std::size_t first, std::size_t units, float* inputs, float* narrow) const {
  const Geometry& geometry = tiling_.geometry();
  const Reading reading = in().reading(first * geometry.in().pixels());
  const Patch patch = geometry.in().patch(inputs, units);
  if (repeats_ == 1) return load_values(reading, patch, false);
  load_values(reading, narrow_.patch(narrow, units), false);
  const float* from = narrow;
  for (std::size_t image = 0; image < units; ++image)
    for (std::size_t y = 0; y < patch.height; ++y)
      for (std::size_t x = 0; x < patch.width; ++x, from += narrow_.pitch()) {
        float* to = patch.data + image * patch.image_stride + y * patch.row_stride + x * patch.pitch;
        for (std::size_t c = 0; c < in().width(); ++c)
          for (std::size_t i = 0; i < repeats_; ++i) *to++ = from[c];
      }
}

void DepthwiseConvolution::forward(const Share& share) {
  const Geometry& geometry = tiling_.geometry();
  const PixelList& pixels = geometry.forward();
  float* inputs = share.scratch;
  float* results = inputs + geometry.in().floats(geometry.images());
  float* narrow = results + geometry.out().floats(geometry.images());
  if (geometry.in().bordered() || repeats_ > 1) clear(inputs, geometry.in().floats(geometry.images()));
  const float* values = parameters_.values();
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_inputs(first, units, inputs, narrow);
    multiply_depthwise({.in = inputs,
                        .in_at = pixels.in_at.data(),
                        .tap_at = pixels.tap_at.data(),
                        .taps = taps_,
                        .weights = values + weight_,
                        .weight_at = weight_at_.data(),
                        .bias = bias_ == 0 ? nullptr : values + bias_,
                        .channels = channels_,
                        .out = results,
                        .out_at = pixels.out_at.data(),
                        .pixels = units * pixels.per_image});
    Storing storing = out().storing(first * pixels.per_image, share.index);
    storing.from = results;
    storing.pitch = geometry.out().pitch();
    storing.pixels = units * pixels.per_image;
    store_values(storing);
  });
}

void DepthwiseConvolution::backward(const Share& share) {
  const Geometry& geometry = tiling_.geometry();
  const std::size_t in_pixels = geometry.in().pixels();
  float* inputs = share.scratch;
  float* gradient = inputs + geometry.in().floats(geometry.images());
  float* in_gradient = gradient + geometry.gradient().floats(geometry.images());
  float* narrow = in_gradient + geometry.in_gradient().floats(geometry.images());
  if (geometry.in().bordered() || repeats_ > 1) clear(inputs, geometry.in().floats(geometry.images()));
  if (geometry.gradient().bordered()) clear(gradient, geometry.gradient().floats(geometry.images()));
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_inputs(first, units, inputs, narrow);
    load_gradient(out().gradient_reading(first * geometry.out().pixels()), geometry.gradient().patch(gradient, units));
    add_weight_gradients(share, inputs, gradient, units);
    if (!wants_gradient()) return;
    input_gradient(gradient, in_gradient, units);
    GradientStoring storing = in().gradient_storing(first * in_pixels, share.index, adds());
    storing.from = in_gradient;
    storing.pitch = geometry.in_gradient().pitch();
    storing.pixels = units * in_pixels;
    if (repeats_ > 1) {  // the sum over an input's outputs
      for (std::size_t p = 0; p < storing.pixels; ++p)
        for (std::size_t c = 0; c < in().width(); ++c) {
          float sum = 0;
          for (std::size_t i = 0; i < repeats_; ++i) sum += in_gradient[p * channels_ + c * repeats_ + i];
          narrow[p * narrow_.pitch() + c] = sum;
        }
      storing.from = narrow;
      storing.pitch = narrow_.pitch();
    }
    store_gradient(storing);
  });
}

void DepthwiseConvolution::add_weight_gradients(const Share& share, const float* inputs, const float* gradient,
                                                std::size_t units) const {
  const Geometry& geometry = tiling_.geometry();
  const PixelList& pixels = geometry.forward();
  multiply_depthwise_outer({.in = inputs,
                            .in_at = pixels.in_at.data(),
                            .tap_at = pixels.tap_at.data(),
                            .taps = taps_,
                            .gradient = gradient,
                            .gradient_at = geometry.gradient_at().data(),
                            .pixels = units * pixels.per_image,
                            .channels = channels_,
                            .sums = share.gradients + weight_});
  if (bias_ == 0) return;
  add_channels({.from = gradient,
                .at = geometry.gradient_at().data(),
                .pixels = units * pixels.per_image,
                .channels = channels_,
                .sums = share.gradients + bias_});
}

void DepthwiseConvolution::input_gradient(const float* gradient, float* in_gradient, std::size_t units) const {
  const Geometry& geometry = tiling_.geometry();
  for (std::size_t i = 0; i < back_weights_.size(); ++i) {
    const PixelList& pixels = geometry.backward()[i];
    multiply_depthwise({.in = gradient,
                        .in_at = pixels.in_at.data(),
                        .tap_at = pixels.tap_at.data(),
                        .taps = pixels.taps.size(),
                        .weights = parameters_.values() + weight_,
                        .weight_at = back_weights_[i].data(),
                        .channels = channels_,
                        .out = in_gradient,
                        .out_at = pixels.out_at.data(),
                        .pixels = units * pixels.per_image});
  }
}

StepPointer convolution_step(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                             Parameters& parameters) {
  if (spec.groups > 1 && spec.groups == in->channels)
    return std::make_unique<DepthwiseConvolution>(spec, in, out, batch, parameters);
  return std::make_unique<DenseConvolution>(spec, in, out, batch, parameters);
}

}  // namespace narrows::training
