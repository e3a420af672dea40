#include "narrows/model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "narrows/cost.hpp"
#include "narrows/network_builder.hpp"

using namespace narrows;

namespace {

std::int64_t values_of(const Model& model) {
  std::int64_t values = 0;
  for (const ArraySpec& spec : weight_specs(model.network()))
    values += static_cast<std::int64_t>(model.weights()[spec.name].values.size());
  return values;
}

Weights::Array array(std::string name, std::vector<std::int64_t> shape, std::vector<float> values) {
  return {std::move(name), std::move(shape), std::move(values)};
}

/** A batch norm with given numbers behind whatever the network has first. */
Model with_batch_norm(const Network& network, std::vector<Weights::Array> before, int channels) {
  const std::string name = network.nodes().back().name;
  const auto size = static_cast<std::size_t>(channels);
  before.push_back(array(name + ".weight", {channels}, std::vector<float>(size, 3)));
  before.push_back(array(name + ".bias", {channels}, std::vector<float>(size, 0.5)));
  before.push_back(array(name + ".running_mean", {channels}, std::vector<float>(size, 2)));
  before.push_back(array(name + ".running_var", {channels}, std::vector<float>(size, 4)));
  return Model(network, Weights(std::move(before)));
}

}  // namespace

TEST_CASE("He initialisation has variance 2 / fan in, zero biases and identity batch norms") {
  NetworkBuilder net({.channels = 8, .height = 4, .width = 4});
  Value x = net.add(Conv2d{.out_channels = 64, .kernel = 3, .bias = true}, net.input());
  net.add(BatchNorm{}, x);
  const Model model = Model::initialised(net.finish(), 7);
  const auto arrays = model.weights().arrays();
  double sum = 0;
  double squares = 0;
  for (const float value : arrays[0].values) sum += value, squares += value * value;
  const auto count = static_cast<double>(arrays[0].values.size());
  CHECK(std::abs(sum / count) < 0.01);
  CHECK(squares / count == doctest::Approx(2.0 / (8 * 9)).epsilon(0.1));
  CHECK(arrays[1].values == std::vector<float>(64, 0));
  CHECK(arrays[2].values == std::vector<float>(64, 1));
  CHECK(arrays[3].values == std::vector<float>(64, 0));
  CHECK(arrays[4].values == std::vector<float>(64, 0));
  CHECK(arrays[5].values == std::vector<float>(64, 1));
}

TEST_CASE("the same seed gives the same weights, another seed others") {
  NetworkBuilder net({.channels = 2, .height = 4, .width = 4});
  net.add(Linear{.out_features = 3}, net.input());
  const Network network = net.finish();
  const auto values = [&](std::uint64_t seed) {
    return Model::initialised(network, seed).weights().arrays()[0].values;
  };
  CHECK(values(1) == values(1));
  CHECK(values(1) != values(2));
}

TEST_CASE("two layers of one shape do not start equal") {
  NetworkBuilder net({.channels = 4, .height = 1, .width = 1});
  net.add(Linear{.out_features = 4}, net.add(Linear{.out_features = 4}, net.input()));
  const Model model = Model::initialised(net.finish(), 0);
  CHECK(model.weights().arrays()[0].values != model.weights().arrays()[2].values);
}

TEST_CASE("missing arrays and wrong shapes are refused by name") {
  NetworkBuilder net({.channels = 2, .height = 1, .width = 1});
  net.add(Linear{.out_features = 1, .bias = false}, net.input());
  const Network network = net.finish();
  const std::string name = network.nodes()[0].name + ".weight";
  CHECK_THROWS_WITH_AS(Model(network, Weights({})), ("model: weights lack the array '" + name + "'").c_str(),
                       std::invalid_argument);
  CHECK_THROWS_AS(Model(network, Weights({array(name, {2, 1}, {1, 2})})), std::invalid_argument);
}

TEST_CASE("a batch norm behind a convolution folds into its weights and bias") {
  NetworkBuilder net({.channels = 1, .height = 1, .width = 1});
  net.add(BatchNorm{.epsilon = 0}, net.add(Conv2d{.out_channels = 1, .bias = true}, net.input()));
  const Network network = net.finish();
  const std::string conv = network.nodes()[0].name;
  const Model folded =
      with_batch_norm(network, {array(conv + ".weight", {1, 1, 1, 1}, {10}), array(conv + ".bias", {1}, {6})}, 1)
          .folded();
  REQUIRE(folded.network().nodes().size() == 1);
  CHECK(folded.weights()[conv + ".weight"].values[0] == doctest::Approx(15));  // 10 * 3 / 2
  CHECK(folded.weights()[conv + ".bias"].values[0] == doctest::Approx(6.5));   // (6 - 2) * 3 / 2 + 0.5
}

TEST_CASE("a batch norm whose convolution is read elsewhere becomes a depthwise convolution") {
  NetworkBuilder net({.channels = 2, .height = 2, .width = 2});
  const Value conv = net.add(Conv2d{.out_channels = 2}, net.input());
  const Value norm = net.add(BatchNorm{}, conv);
  net.add(Linear{.out_features = 3}, net.add(Add{}, norm, conv));
  const Network network = net.finish();
  const Model folded = Model::initialised(network, 0).folded();
  REQUIRE(folded.network().nodes().size() == network.nodes().size());
  const Conv2d expected{.out_channels = 2, .padding = 0, .groups = 2, .bias = true};
  CHECK(std::get<Conv2d>(folded.network().nodes()[1].op) == expected);
  CHECK_FALSE(std::get<Conv2d>(folded.network().nodes()[0].op).bias);
  CHECK(values_of(folded) * 4 == count(network).weight_bytes);
}

TEST_CASE("a batch norm in front of the first convolution keeps its place as a depthwise convolution") {
  NetworkBuilder net({.channels = 1, .height = 1, .width = 1});
  net.add(BatchNorm{.epsilon = 0}, net.input());
  const Model folded = with_batch_norm(net.finish(), {}, 1).folded();
  const std::string name = folded.network().nodes()[0].name;
  CHECK(folded.weights()[name + ".weight"].values[0] == doctest::Approx(1.5));
  CHECK(folded.weights()[name + ".bias"].values[0] == doctest::Approx(-2.5));
}

TEST_CASE("a folded model folds to itself and keeps what its file says") {
  NetworkBuilder net({.channels = 1, .height = 4, .width = 4});
  Value x = net.add(Relu{}, net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 3, .kernel = 3}, net.input())));
  net.add(Linear{.out_features = 2}, x);
  ModelInfo info;
  info.classes = {"a", "b"};
  const Model model = Model::initialised(net.finish(), 3).with_info(info);
  const Model once = model.folded();
  const Model twice = once.folded();
  CHECK(once.network().nodes().size() == 3);
  CHECK(once.network().to_string() == twice.network().to_string());
  CHECK(once.info().classes == std::vector<std::string>{"a", "b"});
}

TEST_CASE("weights that are not finite are refused by the array's name") {
  NetworkBuilder net({.channels = 1, .height = 1, .width = 1});
  net.add(Linear{.out_features = 2}, net.input());
  const Network network = net.finish();
  const std::string name = network.nodes()[0].name;
  for (const float value : {std::nanf(""), INFINITY}) {
    CHECK_THROWS_WITH_AS(
        Model(network, Weights({array(name + ".weight", {2, 1}, {1, value}), array(name + ".bias", {2}, {0, 0})})),
        doctest::Contains("must hold finite numbers"), std::invalid_argument);
  }
}
