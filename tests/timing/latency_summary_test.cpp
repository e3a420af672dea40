#include "narrows/latency_summary.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

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

TEST_CASE("blocks are summarised by their medians; the mean is that of the first block's runs in a row") {
  const Latency latency = summarise_blocks({{1, 2, 6}, {3, 3, 3}, {9, 1, 2}, {5, 5, 50}, {4, 4, 4}, {7, 7, 7}});
  CHECK(latency.mean_ms == 3);      // of 1, 2, 6
  CHECK(latency.median_ms == 3.5);  // of 2, 3, 2, 5, 4, 7
  CHECK(latency.low_ms == 2);       // six medians: from the smallest
  CHECK(latency.high_ms == 7);      // to the largest, which hold the true one with 1 - 2 / 2^6 = 97 %
  CHECK(latency.min_ms == 1);
  CHECK(latency.blocks == 6);
  CHECK(latency.repeats == 3);
  CHECK(summarise_blocks({{1, 2, 6}}).median_ms == summarise({1, 2, 6}).median_ms);
}

TEST_CASE("nothing measured has no summary") {
  CHECK_THROWS_AS(summarise({}), std::invalid_argument);
  CHECK_THROWS_AS(summarise_blocks({}), std::invalid_argument);
  CHECK_THROWS_AS(summarise_blocks({{1}, {}}), std::invalid_argument);
}
