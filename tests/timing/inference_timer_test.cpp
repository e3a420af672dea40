#include "narrows/inference_timer.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "narrows/network_builder.hpp"

using namespace narrows;

TEST_CASE("a summary of known times is known") {
  const Latency latency = summarise({10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
  CHECK(latency.repeats == 10);
  CHECK(latency.mean_ms == doctest::Approx(5.5));
  CHECK(latency.median_ms == doctest::Approx(5.5));
  CHECK(latency.min_ms == 1);
  CHECK(latency.std_ms == doctest::Approx(3.02765));
  CHECK(latency.p90_ms == doctest::Approx(9.1));
}

TEST_CASE("the interval of the median holds it with 95 % by the binomial distribution") {
  // P(at most 1 of 10 below the median) = 11 / 1024 < 2.5 %, P(at most 2) = 56 / 1024 > 2.5 %.
  const Latency ten = summarise({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(ten.low_ms == 2);
  CHECK(ten.high_ms == 9);
  std::vector<double> hundred;
  for (int i = 1; i <= 100; ++i) hundred.push_back(i);
  CHECK(summarise(hundred).low_ms == 40);
  CHECK(summarise(hundred).high_ms == 61);
  const Latency single = summarise({3});
  CHECK(single.low_ms == 3);
  CHECK(single.high_ms == 3);
  CHECK(single.std_ms == 0);
}

TEST_CASE("a measured network has as many repeats as asked for, and ordered figures") {
  NetworkBuilder net({3, 8, 8});
  const Network network = net.finish(net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input()));
  const Latency latency = InferenceTimer({.threads = 1, .repeats = 12}).measure(network);
  CHECK(latency.repeats == 12);
  CHECK(latency.threads == 1);
  CHECK(latency.engine.starts_with("XNNPACK"));
  CHECK(latency.min_ms > 0);
  CHECK(latency.min_ms <= latency.low_ms);
  CHECK(latency.low_ms <= latency.median_ms);
  CHECK(latency.median_ms <= latency.high_ms);
  CHECK(latency.median_ms <= latency.p90_ms);
}

TEST_CASE("a timer without repeats or threads is refused") {
  CHECK_THROWS_WITH_AS(InferenceTimer({.threads = 1, .repeats = 0}), "repeats must be at least 1, not 0",
                       std::invalid_argument);
  CHECK_THROWS_AS(InferenceTimer({.threads = 0}), std::invalid_argument);
  CHECK_THROWS_AS(summarise({}), std::invalid_argument);
}
