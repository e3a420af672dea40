#include "latency_model/size_factor.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace narrows::timing;

namespace {

/** Networks below 0.1 ms take a tenth less than their steps, others just what these take. */
double measured(double sum_ms) { return sum_ms < 0.1 ? 0.9 * sum_ms : sum_ms; }

SizeFactor fitted() {
  std::vector<double> sums;
  std::vector<double> times;
  for (int i = 0; i <= 90; ++i) {
    sums.push_back(0.01 * std::pow(10, i / 30.0));
    times.push_back(measured(sums.back()));
  }
  return SizeFactor::fit(sums, times);
}

}  // namespace

TEST_CASE("a size factor follows what networks of a size take over their steps") {
  const SizeFactor size = fitted();
  CHECK(size(0.02) == doctest::Approx(0.9).epsilon(0.02));
  CHECK(size(2) == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("a size factor keeps the order of networks, and is constant beyond those that it saw") {
  const SizeFactor size = fitted();
  double before = 0;
  for (double ms = 0.001; ms < 1000; ms *= 1.02) {
    CHECK(ms * size(ms) > before);
    before = ms * size(ms);
  }
  CHECK(size(0.0001) == size(0.001));
  CHECK(size(1000) == size(10'000));
}

TEST_CASE("one network far off does not make a size factor") {
  const std::vector<double> sums(20, 1.0);
  std::vector<double> times(20, 1.0);
  times[3] = 100;
  CHECK(SizeFactor::fit(sums, times)(1) < 1.02);
  CHECK(SizeFactor{}(0.5) == 1);
}
