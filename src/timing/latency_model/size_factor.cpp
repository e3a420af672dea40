#include "size_factor.hpp"

#include <algorithm>
#include <cmath>

namespace narrows::timing {
namespace {

constexpr double width_octaves = 0.7;    ///< Of the neighbourhood that a knot is the mean of: standard deviation.
constexpr double ridge = 1;              ///< As many networks without error that draw a knot to 1.
constexpr double most_log_ratio = 0.25;  ///< One network counts as no further off.

/** Logarithm of the factor at one size. */
double log_factor_at(double ms, std::span<const double> sums_ms, std::span<const double> measured_ms) {
  double weights = ridge;
  double sum = 0;
  for (std::size_t i = 0; i < sums_ms.size(); ++i) {
    const double distance = std::log2(sums_ms[i] / ms) / width_octaves;
    const double weight = std::exp(-0.5 * distance * distance);
    weights += weight;
    sum += weight * std::clamp(std::log(measured_ms[i] / sums_ms[i]), -most_log_ratio, most_log_ratio);
  }
  return sum / weights;
}

}  // namespace

double SizeFactor::operator()(double ms) const {
  if (knots.empty() || !(ms > 0)) return 1;
  const auto above = std::ranges::upper_bound(knots, ms, {}, &Knot::ms);
  if (above == knots.begin()) return knots.front().factor;
  if (above == knots.end()) return knots.back().factor;
  const Knot& below = *std::prev(above);
  const double share = std::log(ms / below.ms) / std::log(above->ms / below.ms);
  return std::exp(std::lerp(std::log(below.factor), std::log(above->factor), share));
}

SizeFactor SizeFactor::fit(std::span<const double> sums_ms, std::span<const double> measured_ms) {
  SizeFactor found;
  const auto [least, most] = std::ranges::minmax_element(sums_ms);
  if (least == sums_ms.end() || !(*least > 0)) return found;
  const int octaves = std::clamp(static_cast<int>(std::log2(*most / *least)), 1, 40);
  for (int i = 0; i <= octaves; ++i) {
    const double ms = *least * std::pow(*most / *least, 1.0 * i / octaves);
    found.knots.push_back({ms, std::exp(log_factor_at(ms, sums_ms, measured_ms))});
    if (*most <= *least) break;
  }
  return found;
}

}  // namespace narrows::timing
