#include "narrows/resource.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

double value_while_counting(const Resource& resource, const SearchSpace& space, const Architecture& architecture) {
  NetworkBuilder builder(space.input_shape(), space.classes(), resource.keep());
  const Value output = space.run(builder, architecture.values());
  return resource.value(builder, output);
}

}  // namespace

TEST_CASE("a resource gives the same value while counting and from the network") {
  const SearchSpace space = spaces::mobilenetv2();
  const Architecture architecture = *space.reference();
  const Cost cost = space.cost(architecture);
  std::vector<Resource> resources{"parameters", "macs", "weight_bytes", "peak_activation_bytes"};
  resources.push_back(Resource::linear("energy", {.macs = 2, .weight_bytes = 0.5, .constant = 7}, "mJ"));
  resources.emplace_back("operations", [](const Network& n) { return static_cast<double>(n.nodes().size()); });
  for (const Resource& resource : resources) {
    CAPTURE(resource.name());
    CHECK(value_while_counting(resource, space, architecture) == resource.value(space.build(architecture)));
  }
  const auto energy = 2.0 * static_cast<double>(cost.macs) + 0.5 * static_cast<double>(cost.weight_bytes) + 7;
  CHECK(resources[4].value(space.build(architecture)) == energy);
}

TEST_CASE("an unknown field is refused with those there are") {
  CHECK_THROWS_WITH_AS(Resource("params"),
                       "resource must be one of parameters, macs, weight_bytes, "
                       "peak_activation_bytes, but is 'params'",
                       std::invalid_argument);
}
