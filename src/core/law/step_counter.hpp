#pragma once

#include <span>

#include "narrows/detail/step_builder.hpp"
#include "narrows/resource.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/** Adds up what the steps of many architectures of one space cost: one for each thread. */
class StepCounter {
 public:
  StepCounter(const SearchSpace& space, const StepCost& cost)
      : space_(space), cost_(cost), prices_(cost), builder_(space.input_shape(), space.classes()) {}

  /** Of a valid network only. */
  double operator()(std::span<const int> values) {
    if (space_.counts_directly()) return cost_.whole(space_.sum_steps(values, tracker_, prices_).value);
    builder_.reset();
    return Resource::sum(cost_, builder_.finish(space_.run(builder_, values)));
  }

 private:
  const SearchSpace& space_;
  const StepCost& cost_;
  detail::StepTracker tracker_;
  detail::StepPrices prices_;
  NetworkBuilder builder_;
};

}  // namespace narrows
