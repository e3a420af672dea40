#pragma once

#include <span>
#include <vector>

#include "law/evaluator.hpp"

namespace narrows {

/** The levels of every variable in an order in which the resource grows: options without an order of their own get one.
 */
class Axes {
 public:
  /** Options are ordered by their effect in the middle of the space. */
  Axes(const SearchSpace& space, Evaluator& evaluator);

  [[nodiscard]] std::size_t count() const { return values_.size(); }
  [[nodiscard]] int size(std::size_t axis) const { return static_cast<int>(values_[axis].size()); }
  [[nodiscard]] int value(std::size_t axis, int level) const { return values_[axis][static_cast<std::size_t>(level)]; }
  /** Counts the network with these levels, one for each axis. */
  void evaluate(std::span<const int> levels, Evaluator& evaluator) const;
  /** Variables with more than one value. */
  [[nodiscard]] int free_count() const;

 private:
  std::vector<std::vector<int>> values_;
};

}  // namespace narrows
