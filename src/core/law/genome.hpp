#pragma once

#include <span>
#include <vector>

#include "law/axes.hpp"
#include "narrows/sampling_law.hpp"

namespace narrows {

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
