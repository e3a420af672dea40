#include "law/box_shaper.hpp"

#include <algorithm>
#include <cmath>

namespace narrows {
namespace {

double sum_of_squares(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number * number;
  return sum;
}

}  // namespace

BoxShaper::Slopes BoxShaper::slopes(const std::vector<Levels>& box, Evaluator& evaluator) const {
  Slopes slopes;
  std::vector<int> levels;
  for (const Levels& range : box) levels.push_back((range.low + range.high) / 2);
  axes_.evaluate(levels, evaluator);
  slopes.middle.assign(evaluator.coordinates().begin(), evaluator.coordinates().end());
  for (std::size_t v = 0; v < box.size(); ++v) {
    const int own = levels[v];
    const int low = std::max(0, std::min(box[v].low, own - 1));
    const int high = std::min(axes_.size(v) - 1, std::max(box[v].high, own + 1));
    levels[v] = low;
    axes_.evaluate(levels, evaluator);
    std::vector<double> slope(evaluator.coordinates().begin(), evaluator.coordinates().end());
    levels[v] = high;
    axes_.evaluate(levels, evaluator);
    for (std::size_t i = 0; i < slope.size(); ++i) {
      slope[i] = high == low ? 0 : (evaluator.coordinates()[i] - slope[i]) / (high - low);
      if (!std::isfinite(slope[i])) slope[i] = 1;
    }
    slopes.per_level.push_back(std::move(slope));
    levels[v] = own;
  }
  return slopes;
}

void BoxShaper::shape(Genome& genome, Random& random, double trust, Evaluator& evaluator) const {
  const std::size_t axes = axes_.count();
  const Slopes slopes = this->slopes(genome.box, evaluator);
  std::vector<double> centre;
  std::vector<double> width;
  for (const Levels& range : genome.box) {
    centre.push_back((range.low + range.high) / 2.0);
    width.push_back(range.count());
  }
  std::vector<double> weight(axes);  // squared slope per level, in distances to the nearest end
  for (std::size_t i = 0; i < region_.intervals().size(); ++i) {
    const TargetRegion::Interval& interval = region_.intervals()[i];
    const bool two_sided = std::isfinite(interval.low);
    std::vector<double> steps(axes);
    for (std::size_t v = 0; v < axes; ++v) steps[v] = slopes.per_level[v][i] * std::max(width[v] - 1, 0.5);
    const double variance = sum_of_squares(steps);
    const double mean = std::isfinite(slopes.middle[i]) ? slopes.middle[i] + genome.skew[i] : 0;
    const double sigma = std::sqrt(variance / 12);
    const double wanted = two_sided ? (interval.low + interval.high) / 2 : interval.high - 2 * sigma;
    const double shift = two_sided ? wanted - mean : std::min(0.0, wanted - mean);
    if (variance > 1e-12)
      for (std::size_t v = 0; v < axes; ++v)
        centre[v] += std::clamp(shift * steps[v] / variance, -1.0, 1.0) * std::max(width[v], 1.0);
    const double room = two_sided ? (interval.high - interval.low) / 2 : std::max(interval.high - mean - shift, 0.1);
    for (std::size_t v = 0; v < axes; ++v) weight[v] += std::pow(slopes.per_level[v][i] / room, 2);
  }
  // The widest box of a given variance has ranges in inverse proportion to the slopes: find the factor by bisection.
  std::vector<double> proportion(axes);
  for (std::size_t v = 0; v < axes; ++v)
    proportion[v] = std::pow(width[v], 1 - trust) * std::pow(std::max(weight[v], 1e-12), -trust / 2);
  const auto width_for = [&](std::size_t v, double factor) {
    return std::clamp(factor * proportion[v], 1.0, static_cast<double>(axes_.size(v)));
  };
  double low = -30;
  double high = 30;
  for (int i = 0; i < 40; ++i) {
    const double factor = std::exp2((low + high) / 2);
    double variance = 0;
    for (std::size_t v = 0; v < axes; ++v) variance += weight[v] * (std::pow(width_for(v, factor), 2) - 1) / 12;
    (variance > genome.spread * genome.spread ? high : low) = (low + high) / 2;
  }
  for (std::size_t v = 0; v < axes; ++v) {
    const double real = width_for(v, std::exp2(low));
    genome.box[v] = levels_around(centre[v], static_cast<int>(real + random.uniform()), axes_.size(v));
  }
}

}  // namespace narrows
