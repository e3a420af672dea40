#include "narrows/search_space.hpp"

#include <doctest/doctest.h>

#include <string>

#include "message_of.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

SearchSpace tiny() {
  return SearchSpace("tiny", {Integer("width", 4, 64), Choice("kernel", {5, 3})},
                     [](NetworkBuilder& net, const VariableValues& values) {
                       const Value x =
                           net.add(Conv2d{.out_channels = values["width"], .kernel = values["kernel"]}, net.input());
                       return net.add(Linear{.out_features = net.classes()}, net.add(GlobalAveragePool{}, x));
                     });
}

}  // namespace

TEST_CASE("a space of one's own builds and counts") {
  const SearchSpace space = tiny();
  const Architecture architecture = space.architecture({8, 5});
  CHECK(space.cost(architecture).parameters == 3 * 8 * 25 + 8 * 10 + 10);
  CHECK(space.build(architecture).output_shape() == Shape{10, 1, 1});
}

TEST_CASE("a value out of range is refused with variable, range and value") {
  CHECK(message_of<std::invalid_argument>([] {
          return tiny().architecture({65, 3});
        }) == "space \"tiny\": variable \"width\" must be in 4..64, not 65");
  CHECK(message_of<std::invalid_argument>([] {
          return tiny().architecture({8, 4});
        }) == "space \"tiny\": variable \"kernel\" must be in {3, 5}, not 4");
  CHECK(message_of<std::invalid_argument>([] { return tiny().architecture({8}); }) ==
        "an architecture of space \"tiny\" has 2 values, not 1");
}

TEST_CASE("every reference goes through JSON and back") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name);
    const Architecture reference = *space.reference();
    CHECK(space.architecture_from_json(reference.to_json()) == reference);
  }
}

TEST_CASE("JSON shows groups and stride patterns as lists") {
  CHECK(spaces::densenet().reference()->to_json() ==
        R"({"space":"densenet","values":{"n":[6,12,24,16],"g":32,"k":50}})");
  const std::string text = spaces::mobilenetv2().reference()->to_json();
  CHECK(text.find(R"("s":[1,1,2,2,1,2,1])") != std::string::npos);
}

TEST_CASE("single names are taken in place of a group") {
  const SearchSpace space = spaces::densenet();
  CHECK(space.architecture_from_json(R"({"n1":6,"n2":12,"n3":24,"n4":16,"g":32,"k":50})") == *space.reference());
}

TEST_CASE("values that are missing, misnamed or of the wrong kind are refused by name") {
  const SearchSpace space = spaces::densenet();
  const auto refuse = [&](const char* json) {
    return message_of<std::invalid_argument>([&] { return space.architecture_from_json(json); });
  };
  CHECK(refuse(R"({"n":[1,1,1,1],"g":3})") == "space \"densenet\": \"k\" has no value; it takes 0..100");
  CHECK(refuse(R"({"n":[1,1,1],"g":3,"k":50})").find("must list 4 values, not 3") != std::string::npos);
  CHECK(refuse(R"({"width":3})").find("has no variable \"width\"; it has n1, n2") != std::string::npos);
  CHECK(refuse(R"({"n":[1,1,1,1],"g":3.5,"k":50})").find("whole number") != std::string::npos);
  CHECK(refuse("[1, 2").find("JSON object") != std::string::npos);
  CHECK(refuse(R"({"space":"resnext","values":{}})").find("resnext") != std::string::npos);
}

TEST_CASE("a space serves other images and classes") {
  const SearchSpace grey = spaces::mobilenetv2({1, 28, 28}, 26);
  const Network network = grey.build(*grey.reference());
  CHECK(network.input_shape() == Shape{1, 28, 28});
  CHECK(network.output_shape().channels == 26);
  CHECK(spaces::mobilenetv2().with_input({1, 28, 28}, 26).cost(*grey.reference()) == grey.cost(*grey.reference()));
}

TEST_CASE("an unknown space is refused, naming those there are") {
  CHECK(message_of<std::invalid_argument>([] { return spaces::get("vgg"); }).find("densenet, mobilenetv2, googlenet") !=
        std::string::npos);
}
