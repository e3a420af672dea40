#include "law/genome.hpp"

#include <algorithm>
#include <cmath>

#include "law/range.hpp"

namespace narrows {
Levels levels_around(double centre, int count, int size) {
  count = std::clamp(count, 1, size);
  const int low = static_cast<int>(std::lround(centre - (count - 1) / 2.0));
  const int begin = std::clamp(low, 0, size - count);
  return {begin, begin + count - 1};
}

Box to_box(const SearchSpace& space, const Axes& axes, std::span<const Levels> levels) {
  Box box;
  for (std::size_t v = 0; v < levels.size(); ++v) {
    const Variable& variable = space.variables()[v];
    Range range = full_range(variable);
    if (variable.kind() == Variable::Kind::integer) {
      range.low = axes.value(v, levels[v].low);
      range.high = axes.value(v, levels[v].high);
    } else {
      range.options.clear();
      for (int level = levels[v].low; level <= levels[v].high; ++level) range.options.push_back(axes.value(v, level));
      std::ranges::sort(range.options);
    }
    box.ranges.push_back(std::move(range));
  }
  return box;
}

double breadth(std::span<const Levels> levels) {
  double sum = 0;
  for (const Levels& range : levels) sum += std::log2(range.count());
  return sum;
}

}  // namespace narrows
