#include "narrows/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace narrows;

TEST_CASE("the stream is Philox4x32-10: known answer for counter 0 and key 0") {
  Random random(0, 0);
  CHECK(random.next() == 0x6627e8d5);
  CHECK(random.next() == 0xe169c58d);
  CHECK(random.next() == 0xbc57ac4c);
  CHECK(random.next() == 0x9b00dbd8);
}

TEST_CASE("a closed range is hit evenly, both ends included") {
  Random random(7, 3);
  std::array<int, 5> hits{};
  for (int i = 0; i < 50'000; ++i) ++hits[static_cast<std::size_t>(random.uniform(-2, 2) + 2)];
  for (const int hit : hits) CHECK(std::abs(hit - 10'000) < 500);
}

TEST_CASE("streams of one seed differ, and repeat") {
  CHECK(Random(1, 2).next() != Random(1, 3).next());
  CHECK(Random(1, 2).next() != Random(2, 2).next());
  CHECK(Random(1, 2).next() == Random(1, 2).next());
}

TEST_CASE("normal numbers have mean 0 and variance 1") {
  Random random(5);
  double sum = 0;
  double squares = 0;
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / count) < 0.02);
  CHECK(std::abs(squares / count - 1) < 0.03);
}
