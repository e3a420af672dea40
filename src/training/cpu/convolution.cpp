#include "convolution.hpp"

#include "dense_convolution.hpp"
#include "depthwise_convolution.hpp"

namespace narrows::training {
namespace {

constexpr std::size_t gap = 4 * widest;  // panels may read and write so far behind the last pixel

}  // namespace

Convolution::Convolution(View* in, std::vector<View*> outs, Tiling tiling, Parameters& parameters)
    : Step({in}, std::move(outs)), tiling_(std::move(tiling)), parameters_(parameters) {}

std::size_t Convolution::scratch() const {
  const std::size_t images = geometry().images();
  return geometry().in().floats(images) +
         std::max(geometry().out().floats(images), geometry().gradient().floats(images)) +
         geometry().in_gradient().floats(images) + spare() + 3 * gap;
}

void Convolution::forward(const Share& share) {
  float* inputs = share.scratch;
  float* results = inputs + geometry().in().floats(geometry().images()) + gap;
  float* room = results + geometry().out().floats(geometry().images()) + gap;
  if (geometry().in().bordered() || spare() > 0) clear(inputs, geometry().in().floats(geometry().images()));
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_inputs(first, units, inputs, room);
    products(inputs, results, units);
    const std::size_t pixels = geometry().out().pixels();
    for (std::size_t i = 0, channel = 0; i < outputs().size(); channel += out(i++).width()) {
      Storing storing = out(i).storing(first * pixels, share.index);
      storing.from = results + channel;
      storing.pitch = geometry().out().pitch();
      storing.pixels = units * pixels;
      store_values(storing);
    }
  });
}

void Convolution::backward(const Share& share) {
  const std::size_t in_pixels = geometry().in().pixels();
  float* inputs = share.scratch;
  float* gradient = inputs + geometry().in().floats(geometry().images()) + gap;
  float* in_gradient = gradient + geometry().gradient().floats(geometry().images()) + gap;
  float* room = in_gradient + geometry().in_gradient().floats(geometry().images()) + gap;
  if (geometry().in().bordered() || spare() > 0) clear(inputs, geometry().in().floats(geometry().images()));
  if (geometry().gradient().bordered()) clear(gradient, geometry().gradient().floats(geometry().images()));
  tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
    load_inputs(first, units, inputs, room);
    load_gradients(first, units, gradient);
    weight_products(share, inputs, gradient, units);
    if (!wants_gradient()) return;
    input_products(gradient, in_gradient, units);
    GradientStoring storing = in().gradient_storing(first * in_pixels, share.index, adds());
    storing.from = in_gradient;
    storing.pitch = geometry().in_gradient().pitch();
    storing.pixels = units * in_pixels;
    store_input_gradient(storing, room);
  });
}

void Convolution::load_inputs(std::size_t first, std::size_t units, float* inputs, float* /*spare*/) const {
  load_values(in().reading(first * geometry().in().pixels()), geometry().in().patch(inputs, units), false);
}

/** In this order: past an output's last channel zeros are written, where the next one's values follow. */
void Convolution::load_gradients(std::size_t first, std::size_t units, float* gradient) const {
  for (std::size_t i = 0, channel = 0; i < outputs().size(); channel += out(i++).width())
    load_gradient(out(i).gradient_reading(first * geometry().out().pixels()),
                  geometry().gradient().patch(gradient + channel, units));
}

void Convolution::store_input_gradient(GradientStoring storing, float* /*spare*/) const { store_gradient(storing); }

void Convolution::add_bias_gradient(float* sums, const float* gradient, std::size_t channels, std::size_t units) const {
  add_channels({.from = gradient,
                .at = geometry().gradient_at().data(),
                .pixels = units * geometry().out().pixels(),
                .channels = channels,
                .sums = sums});
}

StepPointer convolution_step(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                             Parameters& parameters) {
  if (spec.groups > 1 && spec.groups == in->channels)
    return std::make_unique<DepthwiseConvolution>(spec, in, out, batch, parameters);
  return convolutions_step({spec}, in, {out}, batch, parameters);
}

StepPointer convolutions_step(const std::vector<ConvolutionSpec>& specs, View* in, const std::vector<View*>& outs,
                              std::size_t batch, Parameters& parameters) {
  return std::make_unique<DenseConvolution>(specs, in, outs, batch, parameters);
}

}  // namespace narrows::training
