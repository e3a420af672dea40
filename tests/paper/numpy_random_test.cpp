#include "narrows/paper/numpy_random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <vector>

using narrows::paper::NumpyRandom;

// Expected values: numpy 2.4, numpy.random.RandomState; tests/python/test_paper.py compares tens of thousands of draws.

TEST_CASE("randint gives numpy's legacy draws") {
  NumpyRandom random(42);
  CHECK(random.randint(0, 100, 8) == std::vector<std::int64_t>{51, 92, 14, 71, 60, 20, 82, 86});
}

TEST_CASE("a range of one value draws nothing") {
  NumpyRandom plain(7);
  NumpyRandom with_constant(7);
  CHECK(with_constant.randint(5, 6, 3) == std::vector<std::int64_t>{5, 5, 5});
  CHECK(plain.randint(0, 1000, 20) == with_constant.randint(0, 1000, 20));
}

TEST_CASE("a range wider than 32 bits takes two draws at a time") {
  NumpyRandom random(3);
  CHECK(random.randint(-5, std::int64_t{1} << 40) == 1073054410366);
}

TEST_CASE("shuffle orders as numpy's legacy shuffle") {
  NumpyRandom random(1);
  std::array strides{2, 2, 2, 1, 1, 1, 1};
  random.shuffle(std::span<int>(strides));
  CHECK(strides == std::array{1, 2, 2, 2, 1, 1, 1});
}

TEST_CASE("an empty range is refused with both bounds") {
  CHECK_THROWS_WITH_AS(NumpyRandom(0).randint(4, 4), "randint: low must be less than high, got 4 and 4",
                       std::invalid_argument);
}
