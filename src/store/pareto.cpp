#include "narrows/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace narrows {
namespace {

bool known(const FrontPoint& point) {
  return !std::isnan(point.accuracy) && !std::isnan(point.low) && !std::isnan(point.high);
}

std::vector<std::size_t> best_first(std::span<const FrontPoint> points) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (known(points[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (points[a].accuracy != points[b].accuracy) return points[a].accuracy > points[b].accuracy;
    return points[a].low + points[a].high < points[b].low + points[b].high;
  });
  return order;
}

}  // namespace

std::vector<std::size_t> pareto_front(std::span<const FrontPoint> points) {
  std::vector<std::size_t> front;
  double cheapest = std::numeric_limits<double>::infinity();
  for (const std::size_t i : best_first(points)) {
    if (points[i].high >= cheapest) continue;
    front.push_back(i);
    cheapest = points[i].low;
  }
  return front;
}

}  // namespace narrows
