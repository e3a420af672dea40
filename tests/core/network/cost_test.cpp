#include "narrows/cost.hpp"

#include <doctest/doctest.h>

#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

struct Expected {
  std::string_view space;
  std::string_view values;  ///< Empty: the reference.
  std::int64_t parameters;
  std::int64_t macs;
};

constexpr Expected published[] = {
    {"densenet", "", 6'956'298, 888'350'720},
    {"mobilenetv2", "", 2'296'922, 91'154'944},
    {"googlenet", "", 6'166'250, 1'521'756'160},
    {"pnasnet", "", 130'646, 28'037'856},
    {"resnext", "", 4'774'218, 772'483'072},
    {"densenet", R"({"n": [1,1,1,1], "g": 1, "k": 50})", 315, 117'524},
    {"densenet", R"({"n": [3,1,4,2], "g": 5, "k": 63})", 15'475, 5'130'220},
    {"mobilenetv2",
     R"({"fin": 20, "e": [1,2,3,1,2,3,1], "f": [24,24,17,40,33,33,60], "n": [1,2,1,2,1,1,2], "s": [1,2,1,2,1,1,2],
         "fout": 130})",
     54'989, 7'132'260},
    {"pnasnet", R"({"n": [2,1,3], "f1": 15, "d2": 2, "d3": 3})", 27'685, 4'090'500},
    {"resnext", R"({"n": [2,1,2], "f": [5,7,4], "c": [3,2,6]})", 17'072, 7'472'096},
    {"googlenet",
     R"({"f00": 8, "f1": [2,2,2,2,2,2,2,2,2], "f2": [2,2,2,2,2,2,2,2,2], "f3": [2,2,2,2,2,2,2,2,2],
         "f4": [2,2,2,2,2,2,2,2,2], "f5": [2,2,2,2,2,2,2,2,2], "f6": [2,2,2,2,2,2,2,2,2]})",
     2'256, 815'696},
};

}  // namespace

TEST_CASE("parameters and MACs of the paper's references and test vectors are exact") {
  for (const Expected& expected : published) {
    CAPTURE(expected.space);
    CAPTURE(expected.values);
    const SearchSpace space = spaces::get(expected.space);
    const Architecture architecture =
        expected.values.empty() ? *space.reference() : space.architecture_from_json(expected.values);
    const Cost cost = space.cost(architecture);
    CHECK(cost.parameters == expected.parameters);
    CHECK(cost.macs == expected.macs);
    CHECK(count(space.build(architecture)) == cost);
  }
}

TEST_CASE("counting without storing gives the same counts as a stored network") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name);
    const Architecture reference = *space.reference();
    const Cost whole = space.cost(reference);
    NetworkBuilder counts(space.input_shape(), space.classes(), Keep::counts);
    space.run(counts, reference.values());
    CHECK(counts.cost().parameters == whole.parameters);
    CHECK(counts.cost().macs == whole.macs);
    NetworkBuilder bytes(space.input_shape(), space.classes(), Keep::weight_bytes);
    space.run(bytes, reference.values());
    CHECK(bytes.cost().weight_bytes == whole.weight_bytes);
  }
}

TEST_CASE("a depthwise convolution reads one channel per output") {
  NetworkBuilder net({.channels = 32, .height = 8, .width = 8});
  net.add(Conv2d{.out_channels = 32, .kernel = 3, .groups = 32}, net.input());
  CHECK(count(net.finish()).macs == 3 * 3 * 32 * 8 * 8);  // k · k · C · H · W
}

TEST_CASE("a batch norm behind a convolution costs the deployed file one bias per channel") {
  NetworkBuilder net({.channels = 3, .height = 4, .width = 4});
  net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 5}, net.input()));
  CHECK(net.cost().weight_bytes == 4 * (3 * 5 + 5));
}

TEST_CASE("a batch norm costs scale and shift where something else reads the convolution too") {
  NetworkBuilder net({.channels = 3, .height = 4, .width = 4});
  const Value x = net.add(Conv2d{.out_channels = 5}, net.input());
  const Value y = net.add(BatchNorm{}, x);
  CHECK(net.cost().weight_bytes == 4 * (3 * 5 + 5));
  net.add(Add{}, x, y);
  CHECK(net.cost().weight_bytes == 4 * (3 * 5 + 2 * 5));
}

TEST_CASE("peak activations hold the input and the output of the largest step") {
  NetworkBuilder net({.channels = 3, .height = 8, .width = 8});
  Value x = net.add(Conv2d{.out_channels = 10, .kernel = 3}, net.input());
  x = net.add(Relu{}, net.add(BatchNorm{}, x));  // in place
  net.add(Conv2d{.out_channels = 4}, x);
  CHECK(net.cost().peak_activation_bytes == 4 * (10 + 4) * 64);
}

TEST_CASE("a ReLU is not in place where its input is read again") {
  NetworkBuilder net({.channels = 3, .height = 8, .width = 8});
  const Value y = net.add(Relu{}, net.input());
  net.add(Add{}, y, net.input());
  CHECK(net.cost().peak_activation_bytes == 4 * 3 * 3 * 64);
}

TEST_CASE("a network with an empty layer costs zeros and cannot be built") {
  const SearchSpace space = spaces::densenet();
  const Architecture empty = space.architecture({1, 1, 1, 1, 1, 0});
  CHECK(space.cost(empty) == Cost{});
  CHECK_THROWS_AS(space.build(empty), std::invalid_argument);
}
