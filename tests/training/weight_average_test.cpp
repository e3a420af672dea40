#include "weight_average.hpp"

#include <doctest/doctest.h>

using namespace narrows;

namespace {

Weights weights(float a, float b) { return Weights({{"w", {2}, {a, b}}}); }

}  // namespace

TEST_CASE("a mean grows by one of several weights at a time") {
  Weights mean = mean_with(Weights(std::vector<Weights::Array>()), weights(1, 2), 1);
  CHECK(mean["w"].values == std::vector<float>{1, 2});
  mean = mean_with(mean, weights(3, 2), 2);
  mean = mean_with(mean, weights(5, 8), 3);
  CHECK(mean["w"].values[0] == doctest::Approx(3));
  CHECK(mean["w"].values[1] == doctest::Approx(4));
  CHECK_THROWS_AS((void)mean_with(mean, Weights({{"v", {1}, {1}}}), 2), std::invalid_argument);
}
