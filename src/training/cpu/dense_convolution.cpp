#include "dense_convolution.hpp"

#include <algorithm>

namespace narrows::training {

std::vector<Panel> panels_of(std::size_t groups, std::size_t outputs, std::size_t rows) {
  std::vector<Panel> panels;
  std::size_t offset = 0;
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t o = 0; o < outputs;) {
      const std::size_t width = panel_width(outputs - o);
      const std::size_t there = std::min(width, outputs - o);
      panels.push_back({group, group * outputs + o, there, width, offset});
      offset += rows * width;
      o += there;
    }
  return panels;
}

std::size_t pitch_of(const std::vector<Panel>& panels) {
  std::size_t floats = 0;
  for (const Panel& panel : panels) floats = std::max(floats, panel.output + panel.width);
  return padded(floats);
}

DenseConvolution::DenseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                                   Parameters& parameters)
    : Step({in}, out),
      groups_(static_cast<std::size_t>(spec.groups)),
      inputs_(in->width() / groups_),
      outputs_(static_cast<std::size_t>(spec.outputs) / groups_),
      taps_(static_cast<std::size_t>(spec.window.taps())),
      panels_(panels_of(groups_, outputs_, taps_ * inputs_)),
      exchanged_panels_(panels_of(groups_, inputs_, 0)),
      tiling_(in->shape(), out->shape(), spec.window, pitch_of(exchanged_panels_), pitch_of(panels_), batch),
      parameters_(parameters) {
  const Layout weights = layout(spec);
  weight_ = parameters.add(spec.weight, weights);
  if (spec.bias) {
    Layout bias = plain_layout(groups_ * outputs_);
    bias.floats = pitch_of(panels_);
    bias_ = parameters.add(*spec.bias, std::move(bias));
  }
  if (!in->map->wants_gradient) return;
  for (const PixelList& list : tiling_.geometry().backward()) exchanged_.push_back(exchange(weights, list.taps));
}

/** Row-major [output, input, tap] becomes panels of [tap, input, output]. */
Layout DenseConvolution::layout(const ConvolutionSpec& /*spec*/) const {
  Layout layout;
  layout.place.resize(groups_ * outputs_ * inputs_ * taps_);
  for (const Panel& panel : panels_) {
    for (std::size_t o = 0; o < panel.outputs; ++o)
      for (std::size_t i = 0; i < inputs_; ++i)
        for (std::size_t tap = 0; tap < taps_; ++tap)
          layout.place[((panel.output + o) * inputs_ + i) * taps_ + tap] =
              static_cast<std::uint32_t>(panel.offset + (tap * inputs_ + i) * panel.width + o);
    layout.floats = panel.offset + taps_ * inputs_ * panel.width;
  }
  return layout;
}

DenseConvolution::Exchanged DenseConvolution::exchange(const Layout& layout, const std::vector<int>& taps) const {
  Exchanged result;
  result.panels = panels_of(groups_, inputs_, taps.size() * outputs_);
  for (const Panel& panel : result.panels)
    for (const int tap : taps)
      for (std::size_t o = 0; o < outputs_; ++o)
        for (std::size_t lane = 0; lane < panel.width; ++lane) {
          const std::size_t input = panel.output - panel.group * inputs_ + lane;
          const std::size_t element =
              ((panel.group * outputs_ + o) * inputs_ + input) * taps_ + static_cast<std::size_t>(tap);
          result.from.push_back(lane < panel.outputs ? static_cast<std::uint32_t>(weight_) + layout.place[element] : 0);
        }
  result.weights.resize(result.from.size());
  return result;
}

void DenseConvolution::prepare(const Parameters& parameters) {
  const float* values = parameters.values();
  for (Exchanged& part : exchanged_)
    for (std::size_t i = 0; i < part.from.size(); ++i) part.weights[i] = values[part.from[i]];
}

std::size_t DenseConvolution::scratch() const {
  const Geometry& geometry = tiling_.geometry();
  return geometry.in().floats(geometry.images()) +
         std::max(geometry.out().floats(geometry.images()), geometry.gradient().floats(geometry.images())) +
         geometry.in_gradient().floats(geometry.images()) + 3 * 4 * widest;
}

std::size_t DenseConvolution::bytes() const {
  std::size_t bytes = tiling_.geometry().bytes();
  for (const Exchanged& part : exchanged_) bytes += part.from.size() * 2 * sizeof(float);
  return bytes;
}

void DenseConvolution::forward(const Share& share) {
  const Geometry& geometry = tiling_.geometry();
  const PixelList& pixels = geometry.forward();
  float* inputs = share.scratch;
  float* results = inputs + geometry.in().floats(geometry.images()) + 4 * widest;
  const float* values = parameters_.values();
  if (geometry.in().bordered()) clear(inputs, geometry.in().floats(geometry.images()));
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_values(in().reading(first * geometry.in().pixels()), geometry.in().patch(inputs, units), false);
    for (const Panel& panel : panels_)
      multiply({.in = inputs + panel.group * inputs_,
                .in_at = pixels.in_at.data(),
                .tap_at = pixels.tap_at.data(),
                .taps = taps_,
                .inputs = inputs_,
                .weights = values + weight_ + panel.offset,
                .bias = bias_ == 0 ? nullptr : values + bias_ + panel.output,
                .width = panel.width,
                .out = results + panel.output,
                .out_at = pixels.out_at.data(),
                .pixels = units * pixels.per_image});
    Storing storing = out().storing(first * pixels.per_image, share.index);
    storing.from = results;
    storing.pitch = geometry.out().pitch();
    storing.pixels = units * pixels.per_image;
    store_values(storing);
  });
}

void DenseConvolution::backward(const Share& share) {
  const Geometry& geometry = tiling_.geometry();
  const std::size_t in_pixels = geometry.in().pixels();
  float* inputs = share.scratch;
  float* gradient = inputs + geometry.in().floats(geometry.images()) + 4 * widest;
  float* in_gradient = gradient + geometry.gradient().floats(geometry.images()) + 4 * widest;
  if (geometry.in().bordered()) clear(inputs, geometry.in().floats(geometry.images()));
  if (geometry.gradient().bordered()) clear(gradient, geometry.gradient().floats(geometry.images()));
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_values(in().reading(first * in_pixels), geometry.in().patch(inputs, units), false);
    load_gradient(out().gradient_reading(first * geometry.out().pixels()), geometry.gradient().patch(gradient, units));
    add_weight_gradients(share, inputs, gradient, units);
    if (!wants_gradient()) return;
    input_gradient(gradient, in_gradient, units);
    GradientStoring storing = in().gradient_storing(first * in_pixels, share.index, adds());
    storing.from = in_gradient;
    storing.pitch = geometry.in_gradient().pitch();
    storing.pixels = units * in_pixels;
    store_gradient(storing);
  });
}

void DenseConvolution::add_weight_gradients(const Share& share, const float* inputs, const float* gradient,
                                            std::size_t units) const {
  const Geometry& geometry = tiling_.geometry();
  const PixelList& pixels = geometry.forward();
  for (const Panel& panel : panels_)
    multiply_outer({.in = inputs + panel.group * inputs_,
                    .in_at = pixels.in_at.data(),
                    .tap_at = pixels.tap_at.data(),
                    .taps = taps_,
                    .inputs = inputs_,
                    .gradient = gradient + panel.output,
                    .gradient_at = geometry.gradient_at().data(),
                    .pixels = units * pixels.per_image,
                    .width = panel.width,
                    .outputs = panel.outputs,
                    .sums = share.gradients + weight_ + panel.offset});
  if (bias_ == 0) return;
  add_channels({.from = gradient,
                .at = geometry.gradient_at().data(),
                .pixels = units * pixels.per_image,
                .channels = padded(groups_ * outputs_),
                .sums = share.gradients + bias_});
}

void DenseConvolution::input_gradient(const float* gradient, float* in_gradient, std::size_t units) const {
  const Geometry& geometry = tiling_.geometry();
  for (std::size_t i = 0; i < exchanged_.size(); ++i) {
    const PixelList& pixels = geometry.backward()[i];
    for (const Panel& panel : exchanged_[i].panels)
      multiply({.in = gradient + panel.group * outputs_,
                .in_at = pixels.in_at.data(),
                .tap_at = pixels.tap_at.data(),
                .taps = pixels.taps.size(),
                .inputs = outputs_,
                .weights = exchanged_[i].weights.data() + panel.offset,
                .width = panel.width,
                .out = in_gradient + panel.output,
                .out_at = pixels.out_at.data(),
                .pixels = units * pixels.per_image});
  }
}

}  // namespace narrows::training
