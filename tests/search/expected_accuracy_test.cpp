#include "narrows/expected_accuracy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "message_of.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

TEST_CASE("the shape of a network is what can be counted by hand") {
  NetworkBuilder net({3, 16, 16}, 10);
  Value x = net.add(Conv2d{.out_channels = 4, .kernel = 3}, net.input());               // 108 weights at 16
  x = net.add(Conv2d{.out_channels = 8, .kernel = 1, .stride = 2}, x);                  // 32 at 8
  const Value y = net.add(Conv2d{.out_channels = 8, .kernel = 3, .stride = 2}, x);      // 576 at 4
  net.add(Linear{.out_features = 10, .bias = false}, net.add(GlobalAveragePool{}, y));  // 80
  const NetworkShape shape = NetworkShape::of(net.finish());
  CHECK(shape.values[0] == doctest::Approx(std::log10(108 + 32 + 576 + 80)));
  CHECK(shape.values[1] == doctest::Approx(std::log10((108 * 256 + 32 * 64 + 576 * 16 + 80) / 256.0)));
  CHECK(shape.values[2] == doctest::Approx(std::log10(3)));
  CHECK(shape.values[3] == doctest::Approx(std::log10(4)));
  CHECK(shape.values[4] == doctest::Approx(std::log10(8)));
  CHECK(shape.values[5] == doctest::Approx(2));
  CHECK(shape.values[6] == doctest::Approx(32 / 716.0));
  CHECK(shape.values[7] == doctest::Approx(576 / 716.0));
  CHECK(shape.values[8] == 0);
}

TEST_CASE("what works out a factor for each channel changes neither depth nor widths") {
  const auto shape_of = [](bool gated) {
    NetworkBuilder net({3, 16, 16}, 10);
    Value x = net.add(Conv2d{.out_channels = 8, .kernel = 3, .stride = 2}, net.input());
    if (gated) {
      const Value squeezed = net.add(Conv2d{.out_channels = 2, .kernel = 1}, net.add(GlobalAveragePool{}, x));
      x = net.add(Multiply{}, x, net.add(HardSigmoid{}, net.add(Conv2d{.out_channels = 8, .kernel = 1}, squeezed)));
    }
    x = net.add(Conv2d{.out_channels = 4, .kernel = 3}, x);
    net.add(Linear{.out_features = 10}, net.add(GlobalAveragePool{}, x));
    return NetworkShape::of(net.finish());
  };
  const NetworkShape plain = shape_of(false), gated = shape_of(true);
  CHECK(gated.values[0] > plain.values[0]);  // parameters are counted
  for (std::size_t i = 2; i < 9; ++i) CHECK(gated.values[i] == plain.values[i]);
}

TEST_CASE("the reference networks are expected to err as such networks do on CIFAR-10") {
  for (const SearchSpace& space : {spaces::densenet(), spaces::mobilenetv2(), spaces::resnext()}) {
    const auto error = expected_error(space.name(), space.build(*space.reference()));
    INFO(space.name());
    REQUIRE(error.has_value());
    CHECK(*error > 3);
    CHECK(*error < 12);
  }
}

TEST_CASE("nothing is expected of a space or a size that no result is known of") {
  const SearchSpace space = spaces::mobilenetv2();
  const Network network = space.build(*space.reference());
  CHECK(!expected_error("mine", network).has_value());
  NetworkBuilder tiny({3, 8, 8}, 2);
  const Value x = tiny.add(Conv2d{.out_channels = 2, .kernel = 3}, tiny.input());
  tiny.add(Linear{.out_features = 2}, tiny.add(GlobalAveragePool{}, x));
  CHECK(!expected_error("mobilenetv2", tiny.finish()).has_value());
}

TEST_CASE("a network without a convolution has no such shape") {
  NetworkBuilder net({3, 8, 8}, 2);
  net.add(Linear{.out_features = 2}, net.input());
  const Network network = net.finish();
  CHECK(message_of<std::invalid_argument>([&] { return NetworkShape::of(network); }) ==
        "network must have a convolution and a linear layer");
}
