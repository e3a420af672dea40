#pragma once

#include <span>
#include <vector>

#include "law/goal.hpp"
#include "narrows/sampling_law.hpp"

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
  /** Variables with more than one value. */
  [[nodiscard]] int free_count() const;

 private:
  std::vector<std::vector<int>> values_;
};

/** Levels of one variable, both ends included. */
struct Levels {
  int low;
  int high;
  [[nodiscard]] int count() const { return high - low + 1; }
  friend bool operator==(const Levels&, const Levels&) = default;
};

/** A box as the search sees it, with what it has learnt about itself. */
struct Genome {
  std::vector<Levels> box;
  double spread = 0.45;  ///< Standard deviation of its draws aimed at, in distances from the middle to the nearest end.
  std::vector<double> skew;  ///< Mean coordinates of its draws less the coordinates of its middle.
};

/** `count` levels around a middle, moved where they would leave the axis. */
[[nodiscard]] Levels levels_around(double centre, int count, int size);

/** The ranges a box of levels stands for. */
[[nodiscard]] Box to_box(const SearchSpace& space, const Axes& axes, std::span<const Levels> levels);

/** log2 of the number of architectures in a box. */
[[nodiscard]] double breadth(std::span<const Levels> levels);

}  // namespace narrows
