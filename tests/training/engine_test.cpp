#include "cpu/engine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "narrows/network_builder.hpp"

using namespace narrows;
using training::Engine;

namespace {

const std::vector<std::int32_t> labels{0, 2, 1, 2, 0, 1};

void paint(Engine& engine, Shape shape) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::generate_n(engine.images(), labels.size() * static_cast<std::size_t>(shape.elements()),
                  [&] { return normal(random); });
}

/** Mean loss of the batch, with the values of one array moved along its gradient by a step of that length. */
double loss_beside(Engine& engine, const Model& model, const Weights::Array& gradient, double norm, double length) {
  const auto initial = model.weights().arrays();
  std::vector<Weights::Array> arrays(initial.begin(), initial.end());
  std::vector<float>& values = std::ranges::find(arrays, gradient.name, &Weights::Array::name)->values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += static_cast<float>(length / norm * gradient.values[i]);
  engine.set_weights(Weights(std::move(arrays)));
  paint(engine, model.network().input_shape());
  return engine.step(labels, 0).loss_sum / static_cast<double>(labels.size());
}

double norm_of(const Weights::Array& array) {
  double sum = 0;
  for (const float value : array.values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

/** Blocks of all kinds of convolution, with smooth activations; some channels are left over in every vector. */
Network smooth_network() {
  NetworkBuilder net({3, 8, 6}, 3);
  const auto after = [&](const Conv2d& conv, const Value& x) {
    return net.add(Silu{}, net.add(BatchNorm{}, net.add(conv, x)));
  };
  const Value x = after({.out_channels = 21, .kernel = 3}, net.input());
  const Value y = after({.out_channels = 21, .kernel = 5, .groups = 21}, x);
  const Value sum = net.add(Add{}, net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 21}, y)), x);
  const Value part = after({.out_channels = 9, .kernel = 3, .stride = 2, .groups = 3}, sum);
  const Value pooled = net.add(AveragePool{.kernel = 2, .stride = 2}, sum);
  const Value both = after({.out_channels = 40}, net.add(Concat{}, {part, pooled}));
  net.add(Linear{.out_features = 3}, net.add(GlobalAveragePool{}, both));
  return net.finish();
}

}  // namespace

TEST_CASE("the loss changes along every gradient as the gradient says") {
  const Model model = Model::initialised(smooth_network(), 1);
  Engine engine(model, {.batch = 8, .weight_decay = 0, .between_steps = {}});
  paint(engine, model.network().input_shape());
  engine.step(labels, 0);
  const Weights gradients = engine.gradients();
  CHECK(gradients.arrays().size() > 10);
  for (const Weights::Array& gradient : gradients.arrays()) {
    CAPTURE(gradient.name);
    const double norm = norm_of(gradient);
    REQUIRE(norm > 1e-3);
    const double length = std::min(0.02, 0.01 / norm);
    const double slope =
        (loss_beside(engine, model, gradient, norm, length) - loss_beside(engine, model, gradient, norm, -length)) /
        (2 * length);
    CHECK(slope == doctest::Approx(norm).epsilon(0.01));
  }
}
