#pragma once

#include <span>

#include "narrows/detail/builder_rules.hpp"
#include "narrows/detail/step_prices.hpp"
#include "narrows/detail/step_tracker.hpp"

namespace narrows::detail {

/** What a StepBuilder has added up. */
struct StepSum {
  double value = 0;
  bool valid = true;  ///< False once a layer was empty.
};

/** Stands in for a NetworkBuilder where what a network's steps cost is added up; nothing is stored. */
class StepBuilder : public SummingRules<StepBuilder> {
  friend BuilderRules<StepBuilder>;
  friend SummingRules<StepBuilder>;

 public:
  StepBuilder(Shape input, int classes, StepTracker& tracker, StepPrices& prices)
      : SummingRules(input, classes), tracker_(tracker), prices_(prices), sum_(prices(NetworkStep{})) {
    tracker.reset();
  }

  [[nodiscard]] StepSum sum() const { return {sum_, valid()}; }

 private:
  int append(const auto& op, const OpEffect& given, std::span<const Value> inputs) {
    tracker_.append(op, inputs, given.shape, [&](const NetworkStep& step) {
      if (valid()) sum_ += prices_(step);
    });
    return tracker_.last();
  }

  [[nodiscard]] double so_far() const { return sum_; }
  [[nodiscard]] unsigned mark(const Value& x) const { return tracker_.mark(x.id); }
  void repeat_since(double before, int times) { sum_ += (sum_ - before) * times; }

  StepTracker& tracker_;
  StepPrices& prices_;
  double sum_;
};

}  // namespace narrows::detail
