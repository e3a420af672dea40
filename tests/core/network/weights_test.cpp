#include "narrows/weights.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "narrows/cost.hpp"
#include "narrows/network_builder.hpp"

using namespace narrows;

namespace {

/** Every operation that has weights. */
Network small_network() {
  NetworkBuilder net({.channels = 3, .height = 8, .width = 6});
  Value x = net.add(Conv2d{.out_channels = 4, .kernel = 3}, net.input());
  x = net.add(BatchNorm{}, x);
  x = net.add(Conv2d{.out_channels = 4, .kernel = 3, .stride = 2, .groups = 2, .bias = true}, x);
  net.add(Linear{.out_features = 5}, x);
  return net.finish();
}

}  // namespace

TEST_CASE("the arrays a network needs follow its nodes, with shapes and names of their layers") {
  const Network network = small_network();
  const std::vector<ArraySpec> specs = weight_specs(network);
  REQUIRE(specs.size() == 9);
  CHECK(specs[0].name == network.nodes()[0].name + ".weight");
  CHECK(specs[0].shape == std::vector<std::int64_t>{4, 3, 3, 3});
  CHECK(specs[3].name == network.nodes()[1].name + ".running_mean");
  CHECK_FALSE(specs[3].trainable);
  CHECK(specs[5].shape == std::vector<std::int64_t>{4, 2, 3, 3});
  CHECK(specs[6].name == network.nodes()[2].name + ".bias");
  CHECK(specs[7].shape == std::vector<std::int64_t>{5, 4 * 4 * 3});
}

TEST_CASE("the trainable arrays have as many values as the cost has parameters") {
  const Network network = small_network();
  std::int64_t trainable = 0;
  for (const ArraySpec& spec : weight_specs(network)) {
    std::int64_t values = spec.trainable ? 1 : 0;
    for (const std::int64_t side : spec.shape) values *= side;
    trainable += values;
  }
  CHECK(trainable == count(network).parameters);
}

TEST_CASE("an array is found by its name") {
  const Weights weights({{"b", {2}, {1, 2}}, {"a", {1, 1}, {3}}});
  CHECK(weights["a"].values == std::vector<float>{3});
  CHECK(weights["b"].shape == std::vector<std::int64_t>{2});
  CHECK(weights.contains("b"));
  CHECK_FALSE(weights.contains("c"));
  CHECK_THROWS_WITH_AS(static_cast<void>(weights["c"]), "weights: there is no array 'c'", std::invalid_argument);
}

TEST_CASE("two arrays of one name and values that do not fill a shape are refused") {
  using Arrays = std::vector<Weights::Array>;
  CHECK_THROWS_AS(Weights(Arrays{{"a", {1}, {1}}, {"a", {1}, {2}}}), std::invalid_argument);
  CHECK_THROWS_WITH_AS(Weights(Arrays{{"a", {2, 2}, {1, 2, 3}}}),
                       "weights: 'a' must have 4 values for shape [2, 2], has 3", std::invalid_argument);
  CHECK_THROWS_AS(Weights(Arrays{{"a", {-1, -1}, {1}}}), std::invalid_argument);
}
