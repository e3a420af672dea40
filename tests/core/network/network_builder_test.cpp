#include "narrows/network_builder.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "narrows/spaces.hpp"

using namespace narrows;

TEST_CASE("shapes follow kernel, stride and padding") {
  NetworkBuilder net({3, 9, 7});
  CHECK(net.add(Conv2d{.out_channels = 4, .kernel = 3}, net.input()).shape == Shape{4, 9, 7});
  CHECK(net.add(Conv2d{.out_channels = 4, .kernel = 3, .stride = 2}, net.input()).shape == Shape{4, 5, 4});
  CHECK(net.add(Conv2d{.out_channels = 4, .kernel = 3, .padding = 0}, net.input()).shape == Shape{4, 7, 5});
  CHECK(net.add(MaxPool{.kernel = 3, .stride = 3}, net.input()).shape == Shape{3, 3, 2});
  CHECK(net.add(GlobalAveragePool{}, net.input()).shape == Shape{3, 1, 1});
  CHECK(net.add(Linear{.out_features = 5}, net.input()).shape == Shape{5, 1, 1});
  CHECK(net.add(Concat{}, {net.input(), net.input()}).shape == Shape{6, 9, 7});
}

TEST_CASE("operations that do not fit are refused at once") {
  NetworkBuilder net({4, 8, 8});
  const Value smaller = net.add(MaxPool{}, net.input());
  CHECK_THROWS_AS(net.add(Add{}, net.input(), smaller), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Concat{}, {net.input(), smaller}), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Conv2d{.out_channels = 6, .groups = 4}, net.input()), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Conv2d{.out_channels = -1}, net.input()), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Conv2d{.out_channels = 4, .kernel = 0}, net.input()), std::invalid_argument);
  CHECK_THROWS_AS(net.add(Softmax{}, net.input()), std::invalid_argument);
  CHECK_THROWS_AS(NetworkBuilder({0, 8, 8}), std::invalid_argument);
  CHECK_THROWS_AS(NetworkBuilder({3, 8, 8}, 0), std::invalid_argument);
}

TEST_CASE("node names are unique and say where a node stands") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name);
    const Network network = space.build(*space.reference());
    std::set<std::string> names;
    for (const Node& node : network.nodes()) names.insert(node.name);
    CHECK(names.size() == network.nodes().size());
    CHECK(names.contains("classifier/linear1"));
  }
  const SearchSpace mobilenet = spaces::mobilenetv2();
  CHECK(mobilenet.build(*mobilenet.reference()).to_string().find("stage2/block1/conv2: conv 3 x 3, 96 groups") !=
        std::string::npos);
}

TEST_CASE("a builder can be used again after reset") {
  const SearchSpace space = spaces::resnext();
  NetworkBuilder net(space.input_shape(), space.classes());
  space.run(net, space.reference()->values());
  const Cost first = net.cost();
  net.reset();
  space.run(net, space.reference()->values());
  CHECK(net.cost() == first);
}

TEST_CASE("a network refuses nodes that do not fit together") {
  const Node relu{Relu{}, "relu", {0}, {3, 4, 4}};
  CHECK_NOTHROW(Network({3, 4, 4}, {relu}, 1));
  CHECK_THROWS_AS(Network({3, 4, 4}, {relu, relu}, 1), std::invalid_argument);
  CHECK_THROWS_AS(Network({3, 4, 4}, {{Relu{}, "relu", {1}, {3, 4, 4}}}, 1), std::invalid_argument);
  CHECK_THROWS_AS(Network({3, 4, 4}, {{Relu{}, "relu", {0}, {3, 4, 5}}}, 1), std::invalid_argument);
  CHECK_THROWS_AS(Network({3, 4, 4}, {{Add{}, "add", {0}, {3, 4, 4}}}, 1), std::invalid_argument);
  CHECK_THROWS_AS(Network({3, 4, 4}, {relu}, 2), std::invalid_argument);
}
