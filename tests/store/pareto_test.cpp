#include "narrows/pareto.hpp"

#include <doctest/doctest.h>

#include <cmath>

using narrows::FrontPoint;
using narrows::pareto_front;
using Indices = std::vector<std::size_t>;

TEST_CASE("the front holds what nothing else beats in both") {
  const std::vector<FrontPoint> points = {{0.90, 5, 5}, {0.80, 1, 1}, {0.85, 6, 6}, {0.85, 3, 3}};
  CHECK(pareto_front(points) == Indices{0, 3, 1});
}

TEST_CASE("of two networks whose intervals overlap only the more accurate one is on the front") {
  const std::vector<FrontPoint> points = {{0.90, 1.0, 2.0}, {0.89, 0.8, 1.1}};
  CHECK(pareto_front(points) == Indices{0});
}

TEST_CASE("a network is not hidden by one that is itself hidden") {
  // The second overlaps the first, the third overlaps the second, but is certainly faster than the first.
  const std::vector<FrontPoint> points = {{0.90, 9, 11}, {0.89, 7.5, 9.5}, {0.88, 6, 8}};
  CHECK(pareto_front(points) == Indices{0, 2});
}

TEST_CASE("of equally accurate networks the cheapest is on the front") {
  const std::vector<FrontPoint> points = {{0.9, 5, 5}, {0.9, 4, 4}, {0.9, 4, 4}};
  CHECK(pareto_front(points) == Indices{1});
}

TEST_CASE("points without accuracy or cost are never on the front") {
  const double none = std::nan("");
  const std::vector<FrontPoint> points = {{none, 1, 1}, {0.5, none, none}};
  CHECK(pareto_front(points).empty());
}
