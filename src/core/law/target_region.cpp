#include "law/target_region.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace narrows {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double invalid_miss = 100;

}  // namespace

TargetRegion::TargetRegion(const std::vector<Target>& targets) {
  const bool limits_alone =
      std::ranges::all_of(targets, [](const Target& target) { return target.kind() == Target::Kind::limit; });
  for (const Target& target : targets) {
    if (target.kind() == Target::Kind::limit) continue;
    terms_.push_back({resource_index(target.resource()), intervals_.size(), 1});
    intervals_.push_back({std::log2(target.low()), std::log2(target.high())});
  }
  const std::size_t limits = intervals_.size();
  for (const Target& target : targets)
    if (target.kind() == Target::Kind::limit)
      terms_.push_back({resource_index(target.resource()), limits, target.high()});
  if (terms_.size() > limits) intervals_.push_back({limits_alone ? -1 : -infinity, 0});
}

std::size_t TargetRegion::resource_index(const Resource& resource) {
  const auto found = std::ranges::find(resources_, resource);
  if (found != resources_.end()) return static_cast<std::size_t>(found - resources_.begin());
  resources_.push_back(resource);
  return resources_.size() - 1;
}

void TargetRegion::locate(std::span<const double> resources, std::span<double> coordinates) const {
  std::ranges::fill(coordinates, -infinity);
  for (const Term& term : terms_) {
    const double place = std::log2(std::max(resources[term.resource] / term.unit, 0x1p-100));
    coordinates[term.interval] = std::max(coordinates[term.interval], place);
  }
}

bool TargetRegion::inside(std::span<const double> coordinates) const {
  for (std::size_t i = 0; i < intervals_.size(); ++i)
    if (!(coordinates[i] >= intervals_[i].low && coordinates[i] < intervals_[i].high)) return false;
  return true;
}

double TargetRegion::miss(std::span<const double> coordinates) const {
  double miss = 0;
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    if (std::isnan(coordinates[i])) return invalid_miss;
    miss = std::max({miss, intervals_[i].low - coordinates[i], coordinates[i] - intervals_[i].high});
  }
  return miss;
}

}  // namespace narrows
