#include "law/goal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace narrows {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double invalid_miss = 100;
constexpr std::int64_t work_of_a_network = 20;   ///< Beside its operations.
constexpr std::int64_t work_of_nodes = 4;        ///< Peak activations need a second look at every operation.
constexpr std::int64_t work_of_steps = 4;        ///< Each is looked up.
constexpr std::int64_t work_of_a_function = 50;  ///< A function reads a whole network: so many times slower.

Keep keep_for(const std::vector<Resource>& resources) {
  Keep keep = Keep::counts;
  for (const Resource& resource : resources)
    if (resource.steps() == nullptr) keep = std::max(keep, resource.keep());
  return keep;
}

}  // namespace

Goal::Goal(const std::vector<Target>& targets) {
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

std::size_t Goal::resource_index(const Resource& resource) {
  const auto found = std::ranges::find(resources_, resource);
  if (found != resources_.end()) return static_cast<std::size_t>(found - resources_.begin());
  resources_.push_back(resource);
  return resources_.size() - 1;
}

void Goal::locate(std::span<const double> resources, std::span<double> coordinates) const {
  std::ranges::fill(coordinates, -infinity);
  for (const Term& term : terms_) {
    const double place = std::log2(std::max(resources[term.resource] / term.unit, 0x1p-100));
    coordinates[term.interval] = std::max(coordinates[term.interval], place);
  }
}

bool Goal::inside(std::span<const double> coordinates) const {
  for (std::size_t i = 0; i < intervals_.size(); ++i)
    if (!(coordinates[i] >= intervals_[i].low && coordinates[i] < intervals_[i].high)) return false;
  return true;
}

double Goal::miss(std::span<const double> coordinates) const {
  double miss = 0;
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    if (std::isnan(coordinates[i])) return invalid_miss;
    miss = std::max({miss, intervals_[i].low - coordinates[i], coordinates[i] - intervals_[i].high});
  }
  return miss;
}

Evaluator::Evaluator(const SearchSpace& space, const Goal& goal)
    : goal_(goal),
      counter_(space, keep_for(goal.resources())),
      resources_(goal.resources().size()),
      coordinates_(goal.intervals().size()) {
  for (const Resource& resource : goal.resources()) {
    steps_.push_back(resource.steps() ? std::make_unique<StepCounter>(space, *resource.steps()) : nullptr);
    if (resource.keep() == Keep::activations) work_factor_ = std::max(work_factor_, work_of_nodes);
    if (resource.steps()) work_factor_ = std::max(work_factor_, work_of_steps);
    if (resource.is_function()) work_factor_ = work_of_a_function;
  }
}

void Evaluator::operator()(std::span<const int> values) {
  ++calls_;
  counter_(values);
  work_ += work_factor_ * (counter_.operations() + work_of_a_network);
  if (!counter_.valid()) {
    std::ranges::fill(resources_, nan);
    std::ranges::fill(coordinates_, nan);
    return;
  }
  const Cost cost = counter_.cost();
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    const Resource& resource = goal_.resources()[i];
    resources_[i] = steps_[i]                ? (*steps_[i])(values)
                    : resource.is_function() ? resource.value(counter_.builder(), counter_.output())
                                             : resource.value(cost);
  }
  goal_.locate(resources_, coordinates_);
}

}  // namespace narrows
