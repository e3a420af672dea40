#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

#include "narrows/detail/op_effect.hpp"
#include "narrows/detail/step_prices.hpp"
#include "narrows/detail/step_tracker.hpp"

namespace narrows::detail {

/** What a StepBuilder has added up. */
struct StepSum {
  double value = 0;
  bool valid = true;  ///< False once a layer was empty.
};

/** Stands in for a NetworkBuilder where what a network's steps cost is added up; nothing is stored. */
class StepBuilder {
 public:
  StepBuilder(Shape input, int classes, StepTracker& tracker, StepPrices& prices)
      : input_(input), classes_(classes), tracker_(tracker), prices_(prices) {
    tracker.reset();
    sum_.value = prices(NetworkStep{});
  }
  /** A step was found. */
  void operator()(const NetworkStep& step) {
    if (sum_.valid) sum_.value += prices_(step);
  }
  StepBuilder(const StepBuilder&) = delete;
  StepBuilder& operator=(const StepBuilder&) = delete;

  [[nodiscard]] Value input() const { return {0, input_}; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] static int channels(const Value& x) { return x.shape.channels; }
  [[nodiscard]] bool valid() const { return sum_.valid; }
  [[nodiscard]] const StepSum& sum() const { return sum_; }

  template <class AnyOp>
  Value add(const AnyOp& op, const Value& x) {
    const Shape out = checked(effect(op, x.shape).shape);
    tracker_.append(op, x.id, x.shape, out, *this);
    return {tracker_.last(), out};
  }
  template <class AnyOp>
  Value add(const AnyOp& op, const Value& a, const Value& b) {
    const Shape out = checked(effect(op, a.shape, b.shape).shape);
    tracker_.append(op, a, b, *this);
    return {tracker_.last(), out};
  }
  Value add(const Concat& op, std::span<const Value> parts) {
    const Shape out = checked(effect(op, parts).shape);
    tracker_.append(op, parts, *this);
    return {tracker_.last(), out};
  }
  Value add(const Concat& op, std::initializer_list<Value> parts) { return add(op, std::span(parts)); }

  struct NoScope {
    ~NoScope() {}  // NOLINT(modernize-use-equals-default): a variable of this type counts as used
  };
  [[nodiscard]] static NoScope scope(std::string_view /*name*/, int /*index*/ = 0) { return {}; }

  /** As CountingBuilder::repeat: a block that gives back the shape it got is counted once and multiplied. */
  template <class Block>
  Value repeat(std::string_view /*name*/, int times, Value x, const Block& block) {
    for (int i = 0; i < times; ++i) {
      const double before = sum_.value;
      const unsigned state = tracker_.mark(x.id);
      const Value y = block(x, i == 0);
      const bool steady = i > 0 && x.shape == y.shape && state == tracker_.mark(y.id);
      x = y;
      if (!steady) continue;
      sum_.value += (sum_.value - before) * (times - i - 1);
      break;
    }
    return x;
  }

 private:
  Shape checked(Shape shape) {
    if (shape.channels <= 0 || shape.height <= 0 || shape.width <= 0) sum_.valid = false;
    return shape;
  }

  Shape input_;
  int classes_;
  StepTracker& tracker_;
  StepPrices& prices_;
  StepSum sum_;
};

}  // namespace narrows::detail
