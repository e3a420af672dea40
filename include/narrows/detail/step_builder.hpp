#pragma once

#include <array>
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

  [[nodiscard]] StepSum sum() { return {so_far(), valid()}; }

 private:
  int append(const auto& op, const OpEffect& given, std::span<const Value> inputs) {
    tracker_.append(op, inputs, given.shape, [&](const NetworkStep& step) {
      if (valid()) wait_for(step);
    });
    return tracker_.last();
  }

  /** Its price is on the way from memory while the next steps are found. */
  void wait_for(const NetworkStep& step) {
    prices_.fetch(step);
    waiting_[waiting_count_++] = step;
    if (waiting_count_ == waiting_.size()) so_far();
  }

  double so_far() {
    for (std::size_t i = 0; i < waiting_count_; ++i) sum_ += prices_(waiting_[i]);
    waiting_count_ = 0;
    return sum_;
  }
  [[nodiscard]] unsigned mark(const Value& x) const { return tracker_.mark(x.id); }
  void repeat_since(double before, int times) {
    so_far();
    sum_ += (sum_ - before) * times;
  }

  StepTracker& tracker_;
  StepPrices& prices_;
  std::array<NetworkStep, 16> waiting_;
  std::size_t waiting_count_ = 0;
  double sum_;
};

}  // namespace narrows::detail
