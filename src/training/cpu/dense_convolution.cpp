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

namespace {

/** Floats of a pixel: behind its last channel every output is followed by what fills its last vector. */
std::size_t out_pitch(const std::vector<Panel>& panels, const std::vector<View*>& outs) {
  std::size_t floats = pitch_of(panels);
  std::size_t channel = 0;
  for (const View* out : outs) {
    floats = std::max(floats, channel + padded(out->width()));
    channel += out->width();
  }
  return padded(floats);
}

}  // namespace

std::vector<Panel> DenseConvolution::panels_of_all(const Sizes& sizes) {
  return panels_of(sizes.groups, sizes.outputs, sizes.taps * sizes.inputs);
}

DenseConvolution::Sizes::Sizes(const std::vector<ConvolutionSpec>& specs, const View& in)
    : groups(static_cast<std::size_t>(specs[0].groups)),
      inputs(in.width() / groups),
      taps(static_cast<std::size_t>(specs[0].window.taps())) {
  for (const ConvolutionSpec& spec : specs) outputs += static_cast<std::size_t>(spec.outputs) / groups;
}

DenseConvolution::DenseConvolution(const std::vector<ConvolutionSpec>& specs, View* in, const std::vector<View*>& outs,
                                   std::size_t batch, Parameters& parameters)
    : DenseConvolution(Sizes(specs, *in), panels_of_all(Sizes(specs, *in)), specs, in, outs, batch, parameters) {}

DenseConvolution::DenseConvolution(const Sizes& sizes, std::vector<Panel> panels,
                                   const std::vector<ConvolutionSpec>& specs, View* in, const std::vector<View*>& outs,
                                   std::size_t batch, Parameters& parameters)
    : Convolution(in, outs,
                  Tiling(in->shape(), outs[0]->shape(), specs[0].window,
                         pitch_of(panels_of(sizes.groups, sizes.inputs, 0)), out_pitch(panels, outs), batch),
                  parameters),
      sizes_(sizes),
      panels_(std::move(panels)) {
  const Layout weights = layout();
  add_weights(specs, weights, parameters);
  if (specs[0].bias) add_biases(specs, parameters);
  if (!in->map->wants_gradient) return;
  for (const PixelList& list : geometry().backward()) exchanged_.push_back(exchange(weights, list.taps));
}

/** One after the other in the same panels. */
void DenseConvolution::add_weights(const std::vector<ConvolutionSpec>& specs, const Layout& all,
                                   Parameters& parameters) {
  auto place = all.place.begin();
  for (const ConvolutionSpec& spec : specs) {
    const auto end =
        place + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(spec.outputs) * sizes_.inputs * sizes_.taps);
    Layout own{.place = {place, end}, .floats = all.floats};
    place = end;
    if (weight_ == 0)
      weight_ = parameters.add(spec.weight, std::move(own));
    else
      parameters.add_at(weight_, spec.weight, std::move(own));
  }
}

void DenseConvolution::add_biases(const std::vector<ConvolutionSpec>& specs, Parameters& parameters) {
  std::uint32_t channel = 0;
  for (const ConvolutionSpec& spec : specs) {
    Layout own = plain_layout(static_cast<std::size_t>(spec.outputs));
    for (std::uint32_t& place : own.place) place += channel;
    own.floats = pitch_of(panels_);
    channel += static_cast<std::uint32_t>(spec.outputs);
    if (bias_ == 0)
      bias_ = parameters.add(*spec.bias, std::move(own));
    else
      parameters.add_at(bias_, *spec.bias, std::move(own));
  }
}

/** Row-major [output, input, tap] becomes panels of [tap, input, output]. */
Layout DenseConvolution::layout() const {
  const auto [groups, inputs, outputs, taps] = sizes_;
  Layout layout;
  layout.place.resize(groups * outputs * inputs * taps);
  for (const Panel& panel : panels_) {
    for (std::size_t o = 0; o < panel.outputs; ++o)
      for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t tap = 0; tap < taps; ++tap)
          layout.place[((panel.output + o) * inputs + i) * taps + tap] =
              static_cast<std::uint32_t>(panel.offset + (tap * inputs + i) * panel.width + o);
    layout.floats = panel.offset + taps * inputs * panel.width;
  }
  return layout;
}

DenseConvolution::Exchanged DenseConvolution::exchange(const Layout& layout, const std::vector<int>& taps) const {
  Exchanged result;
  result.panels = panels_of(sizes_.groups, sizes_.inputs, taps.size() * sizes_.outputs);
  for (const Panel& panel : result.panels)
    for (const int tap : taps)
      for (std::size_t o = 0; o < sizes_.outputs; ++o)
        for (std::size_t lane = 0; lane < panel.width; ++lane) {
          const std::size_t input = panel.output - panel.group * sizes_.inputs + lane;
          const std::size_t element = ((panel.group * sizes_.outputs + o) * sizes_.inputs + input) * sizes_.taps +
                                      static_cast<std::size_t>(tap);
          result.from.push_back(lane < panel.outputs ? static_cast<std::uint32_t>(weight_) + layout.place[element] : 0);
        }
  result.weights.resize(result.from.size());
  return result;
}

void DenseConvolution::prepare(const Parameters& parameters) {
  for (Exchanged& part : exchanged_)
    for (std::size_t i = 0; i < part.from.size(); ++i) part.weights[i] = parameters.values()[part.from[i]];
}

std::size_t DenseConvolution::bytes() const {
  std::size_t bytes = Convolution::bytes();
  for (const Exchanged& part : exchanged_) bytes += part.from.size() * 2 * sizeof(float);
  return bytes;
}

void DenseConvolution::products(const float* inputs, float* results, std::size_t units) const {
  const PixelList& pixels = geometry().forward();
  for (const Panel& panel : panels_)
    multiply({.in = inputs + panel.group * sizes_.inputs,
              .in_at = pixels.in_at.data(),
              .tap_at = pixels.tap_at.data(),
              .taps = sizes_.taps,
              .inputs = sizes_.inputs,
              .weights = values() + weight_ + panel.offset,
              .bias = bias_ == 0 ? nullptr : values() + bias_ + panel.output,
              .width = panel.width,
              .out = results + panel.output,
              .out_at = pixels.out_at.data(),
              .pixels = units * pixels.per_image});
}

void DenseConvolution::weight_products(const Share& share, const float* inputs, const float* gradient,
                                       std::size_t units) const {
  const PixelList& pixels = geometry().forward();
  for (const Panel& panel : panels_)
    multiply_outer({.in = inputs + panel.group * sizes_.inputs,
                    .in_at = pixels.in_at.data(),
                    .tap_at = pixels.tap_at.data(),
                    .taps = sizes_.taps,
                    .inputs = sizes_.inputs,
                    .gradient = gradient + panel.output,
                    .gradient_at = geometry().gradient_at().data(),
                    .pixels = units * pixels.per_image,
                    .width = panel.width,
                    .outputs = panel.outputs,
                    .sums = share.gradients + weight_ + panel.offset});
  if (bias_ != 0) add_bias_gradient(share.gradients + bias_, gradient, padded(sizes_.groups * sizes_.outputs), units);
}

void DenseConvolution::input_products(const float* gradient, float* in_gradient, std::size_t units) const {
  for (std::size_t i = 0; i < exchanged_.size(); ++i) {
    const PixelList& pixels = geometry().backward()[i];
    for (const Panel& panel : exchanged_[i].panels)
      multiply({.in = gradient + panel.group * sizes_.outputs,
                .in_at = pixels.in_at.data(),
                .tap_at = pixels.tap_at.data(),
                .taps = pixels.taps.size(),
                .inputs = sizes_.outputs,
                .weights = exchanged_[i].weights.data() + panel.offset,
                .width = panel.width,
                .out = in_gradient + panel.output,
                .out_at = pixels.out_at.data(),
                .pixels = units * pixels.per_image});
  }
}

}  // namespace narrows::training
