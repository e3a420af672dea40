#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "narrows/space_laws.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

TEST_CASE("the reference of resnet is ResNet18 for small images") {
  const SearchSpace space = spaces::resnet();
  CHECK(space.cost(*space.reference()).parameters == 11173962);
}

TEST_CASE("bottleneck blocks make ResNet50") {
  const SearchSpace space = spaces::resnet();
  CHECK(space.cost(space.architecture({64, 64, 128, 256, 512, 3, 4, 6, 3, 4, 4, 4, 4})).parameters == 23520842);
}

TEST_CASE("a probenet has six convolutions of the chosen kernels") {
  const SearchSpace space = spaces::probenet();
  const Network network = space.build(space.architecture({1, 3, 5, 7, 1, 3, 4, 5, 6}));
  std::vector<int> kernels;
  for (const Node& node : network.nodes())
    if (const auto* conv = std::get_if<Conv2d>(&node.op)) kernels.push_back(conv->kernel.height);
  CHECK(kernels == std::vector{1, 3, 5, 7, 1, 3});
  CHECK(space.cost(space.architecture({1, 1, 1, 1, 1, 1, 2, 2, 2})).parameters ==
        3 * 2 + 5 * 2 * 2 + 6 * 2 * 2 + 2 * 10 + 10);
}

TEST_CASE("the reference of mobilenetv3 has the blocks of MobileNetV3-Small") {
  const SearchSpace space = spaces::mobilenetv3();
  const Network network = space.build(*space.reference());
  int excited = 0;
  int blocks = 0;
  for (const Node& node : network.nodes()) {
    if (std::holds_alternative<Multiply>(node.op)) ++excited;
    if (const auto* conv = std::get_if<Conv2d>(&node.op)) blocks += conv->groups > 1 ? 1 : 0;
  }
  CHECK(blocks == 11);
  CHECK(excited == 9);
  CHECK(space.cost(*space.reference()).parameters == 1532836);
}

TEST_CASE("a block of mobilenetv3 without choices is a depthwise and a 1 x 1 convolution") {
  const SearchSpace space = spaces::mobilenetv3();
  const auto plain = space.architecture(
      {8, 1, 1, 1, 1, 1, 8, 8, 8, 8, 8, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11222, 8, 8});
  const std::int64_t block = 9 * 8 + 8 * 8 + 4 * 8;
  CHECK(space.cost(plain).parameters == 27 * 8 + 16 + 5 * block + 64 + 16 + 72 + 90);
}

TEST_CASE("small, middle and large laws of our spaces grow by their parameters") {
  for (const char* space : {"resnet", "probenet", "mobilenetv3"}) {
    double previous = 0;
    for (const char* size : {"small", "middle", "large"}) {
      const auto costs = spaces::law(space, size).costs(1000, 0);
      double sum = 0;
      for (const Cost& cost : costs) sum += static_cast<double>(cost.parameters);
      CHECK(sum > 5 * previous);
      previous = sum;
    }
  }
}

TEST_CASE("other spaces and sizes are refused with those there are") {
  CHECK_THROWS_WITH_AS((void)spaces::law("resnet", "tiny"), "size must be small, middle or large, not \"tiny\"",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)spaces::law("densenet", "small"), std::invalid_argument);
}
