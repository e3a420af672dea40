#include "narrows/architecture_count.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "narrows/spaces.hpp"

using namespace narrows;

TEST_CASE("splitting agrees with counting one by one") {
  const SearchSpace space("tiny", {Integer("a", 1, 60), Integer("b", 1, 60), Integer("c", 1, 60)},
                          [](NetworkBuilder& net, const VariableValues& values) {
                            Value x = net.input();
                            for (int i = 0; i < 3; ++i) x = net.add(Conv2d{.out_channels = values[i]}, x);
                            return x;
                          });
  const std::vector<Target> targets{Band("parameters", 40, 70)};
  const ArchitectureCount exact = count_architectures(space, targets);
  const ArchitectureCount estimate = count_architectures(space, targets, {.seed = 5, .exact_up_to = 0});
  CHECK(exact.exact);
  CHECK_FALSE(estimate.exact);
  CHECK(exact.log10_count > 2);
  CHECK(std::abs(estimate.log10_count - exact.log10_count) < 4 * estimate.log10_standard_error);
}

TEST_CASE("the number of small resnexts is the one counted elsewhere") {
  const std::vector<Target> targets{Band("parameters", 5000, 10000)};
  const ArchitectureCount estimate = count_architectures(spaces::resnext(), targets);
  CHECK(std::abs(estimate.log10_count - std::log10(3839850)) < 4 * estimate.log10_standard_error);
}
