#include "law/evaluator.hpp"

#include <algorithm>
#include <limits>

namespace narrows {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
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

Evaluator::Evaluator(const SearchSpace& space, const TargetRegion& region)
    : region_(region),
      counter_(space, keep_for(region.resources())),
      resources_(region.resources().size()),
      coordinates_(region.intervals().size()),
      room_(space.variables().size()) {
  for (const Resource& resource : region.resources()) {
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
    const Resource& resource = region_.resources()[i];
    resources_[i] = steps_[i]                ? (*steps_[i])(values)
                    : resource.is_function() ? resource.value(counter_.builder(), counter_.output())
                                             : resource.value(cost);
  }
  region_.locate(resources_, coordinates_);
}

}  // namespace narrows
