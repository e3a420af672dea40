#include "narrows/target.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace narrows;

namespace {

bool met(const std::vector<Target>& targets, const std::vector<double>& values) { return meets(targets, values); }

}  // namespace

TEST_CASE("a limit is the upper half below it, the limit excluded") {
  const Limit limit("parameters", "50k");
  CHECK_FALSE(met({limit}, {24999}));
  CHECK(met({limit}, {25000}));
  CHECK(met({limit}, {49999}));
  CHECK_FALSE(met({limit}, {50000}));
  CHECK_FALSE(met({limit}, {std::nan("")}));
}

TEST_CASE("several limits: below all, and at least half of one") {
  const std::vector<Target> limits{Limit("parameters", 1000), Limit("macs", 1e6)};
  CHECK(met(limits, {600, 10}));
  CHECK(met(limits, {1, 5e5}));
  CHECK_FALSE(met(limits, {499, 499999}));
  CHECK_FALSE(met(limits, {600, 1e6}));
}

TEST_CASE("beside a band a limit only bounds from above") {
  const std::vector<Target> targets{Band("parameters", 100, 200), Limit("macs", 1e6)};
  CHECK(met(targets, {150, 10}));
  CHECK_FALSE(met(targets, {99, 5e5}));
  CHECK_FALSE(met(targets, {150, 2e6}));
}

TEST_CASE("impossible targets are refused") {
  CHECK_THROWS_AS(Limit("parameters", -1.0), std::invalid_argument);
  CHECK_THROWS_AS(Limit("parameters", 0.0), std::invalid_argument);
  CHECK_THROWS_AS(Band("parameters", 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(Flat("parameters", 0, 1), std::invalid_argument);
  CHECK_THROWS_WITH_AS(Limit("parameters", "10ms"), doctest::Contains("plain numbers"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(Limit("weight_bytes", "10ms"), doctest::Contains("counted in B"), std::invalid_argument);
}
