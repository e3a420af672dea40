#include "law/start_points.hpp"

#include <algorithm>
#include <cmath>

namespace narrows {
namespace {

constexpr int bisections = 14;
constexpr int climbs = 8;
constexpr int climb_steps = 2000;

double middle(const TargetRegion::Interval& interval) {
  return std::isfinite(interval.low) ? (interval.low + interval.high) / 2 : interval.high - 1;
}

}  // namespace

StartPoints::StartPoints(const Axes& axes, const TargetRegion& region, Evaluator& evaluator)
    : axes_(axes), region_(region), evaluator_(evaluator), falling_(axes.count()) {
  std::vector<int> levels;
  for (std::size_t v = 0; v < axes.count(); ++v) levels.push_back(axes.size(v) / 2);
  for (std::size_t v = 0; v < axes.count(); ++v) {
    const int own = levels[v];
    levels[v] = 0;
    axes_.evaluate(levels, evaluator_);
    const double first = evaluator_.coordinates()[0];
    levels[v] = axes.size(v) - 1;
    axes_.evaluate(levels, evaluator_);
    falling_[v] = evaluator_.coordinates()[0] < first;
    levels[v] = own;
  }
}

double StartPoints::miss(const std::vector<int>& levels) {
  axes_.evaluate(levels, evaluator_);
  return region_.miss(evaluator_.coordinates());
}

std::vector<int> StartPoints::on_curve(const std::vector<double>& exponents, double place) const {
  std::vector<int> levels(axes_.count());
  for (std::size_t v = 0; v < levels.size(); ++v) {
    const int last = axes_.size(v) - 1;
    const int level = static_cast<int>(std::lround(last * std::pow(place, exponents[v])));
    levels[v] = falling_[v] ? last - level : level;
  }
  return levels;
}

std::vector<int> StartPoints::cross(const std::vector<double>& exponents) {
  const double wanted = middle(region_.intervals()[0]);
  double low = 0;
  double high = 1;
  std::vector<int> best;
  double best_miss = 1e9;
  for (int i = 0; i < bisections && best_miss > 0; ++i) {
    const double place = (low + high) / 2;
    const std::vector<int> levels = on_curve(exponents, place);
    const double missed = miss(levels);
    if (missed < best_miss) {
      best_miss = missed;
      best = levels;
    }
    (evaluator_.coordinates()[0] > wanted ? high : low) = place;
  }
  return best;
}

void StartPoints::climb(std::vector<int>& levels, Random& random) {
  double best = miss(levels);
  for (int i = 0; i < climb_steps && best > 0; ++i) {
    std::vector<int> changed = levels;
    for (int changes = random.uniform(1, 3); changes > 0; --changes) {
      const auto v = static_cast<std::size_t>(random.uniform(0, static_cast<int>(levels.size()) - 1));
      const int reach = random.uniform(0, 1) == 0 ? 1 : axes_.size(v);
      changed[v] = std::clamp(changed[v] + random.uniform(-reach, reach), 0, axes_.size(v) - 1);
    }
    const double missed = miss(changed);
    if (missed > best) continue;
    best = missed;
    levels = std::move(changed);
  }
}

std::vector<std::vector<int>> StartPoints::find(int count, Random& random) {
  std::vector<std::pair<double, std::vector<int>>> found;
  const auto wanted = static_cast<std::size_t>(count);
  for (int i = 0; i < 4 * count && found.size() < 2 * wanted; ++i) {
    std::vector<double> exponents(axes_.count());
    for (double& exponent : exponents) exponent = std::exp(0.8 * random.normal());
    std::vector<int> levels = cross(exponents);
    found.emplace_back(miss(levels), std::move(levels));
  }
  std::ranges::stable_sort(found, {}, [](const auto& point) { return point.first; });
  for (int i = 0; i < climbs && found[static_cast<std::size_t>(i)].first > 0; ++i) {
    auto& [missed, levels] = found[static_cast<std::size_t>(i)];
    climb(levels, random);
    missed = miss(levels);
  }
  std::vector<std::vector<int>> points;
  for (auto& [missed, levels] : found)
    if (missed == 0 && points.size() < wanted) points.push_back(std::move(levels));
  return points;
}

double StartPoints::extreme(std::size_t resource, bool largest) {
  const auto worth = [&](const std::vector<int>& levels) {
    axes_.evaluate(levels, evaluator_);
    const double value = evaluator_.resources()[resource];
    return std::isnan(value) ? -1e300 : largest ? value : -value;
  };
  std::vector<int> levels = on_curve(std::vector<double>(axes_.count(), 1), largest ? 1 : 0);
  double best = worth(levels);
  for (int pass = 0; pass < 3; ++pass)
    for (std::size_t v = 0; v < levels.size(); ++v)
      for (const int level : {0, levels[v] - 1, levels[v] + 1, axes_.size(v) / 2, axes_.size(v) - 1}) {
        if (level < 0 || level >= axes_.size(v)) continue;
        std::vector<int> changed = levels;
        changed[v] = level;
        const double value = worth(changed);
        if (value <= best) continue;
        best = value;
        levels = std::move(changed);
      }
  return largest ? best : -best;
}

std::string StartPoints::explain(const std::vector<Target>& targets) {
  std::string asked;
  for (const Target& target : targets) asked += (asked.empty() ? "" : " and ") + target.to_string();
  std::string reached;
  for (std::size_t i = 0; i < region_.resources().size(); ++i) {
    const Resource& resource = region_.resources()[i];
    reached += (i == 0 ? "" : ", ") + resource.name() + " from " +
               format_quantity({extreme(i, false), resource.unit()}) + " to " +
               format_quantity({extreme(i, true), resource.unit()});
  }
  return "no architecture was found with " + asked + ": the space reaches " + reached;
}

}  // namespace narrows
