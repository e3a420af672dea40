#include "law/genome.hpp"

#include <algorithm>
#include <cmath>

#include "law/range.hpp"

namespace narrows {
namespace {

std::vector<int> all_values(const Variable& variable) {
  std::vector<int> values;
  for (int level = 0; level < variable.size(); ++level) values.push_back(variable.value(level));
  return values;
}

void sort_by_effect(std::vector<int>& options, std::vector<int> middle, std::size_t axis, Evaluator& evaluator) {
  std::vector<std::pair<double, int>> effects;
  for (const int option : options) {
    middle[axis] = option;
    evaluator(middle);
    const double effect = evaluator.coordinates()[0];
    effects.emplace_back(std::isnan(effect) ? -1 : effect, option);
  }
  std::ranges::sort(effects);
  std::ranges::transform(effects, options.begin(), [](const auto& effect) { return effect.second; });
}

}  // namespace

Axes::Axes(const SearchSpace& space, Evaluator& evaluator) {
  std::vector<int> middle;
  for (const Variable& variable : space.variables()) {
    values_.push_back(all_values(variable));
    middle.push_back(variable.value(variable.size() / 2));
  }
  for (std::size_t v = 0; v < values_.size(); ++v)
    if (space.variables()[v].kind() != Variable::Kind::integer) sort_by_effect(values_[v], middle, v, evaluator);
}

int Axes::free_count() const {
  return static_cast<int>(std::ranges::count_if(values_, [](const auto& values) { return values.size() > 1; }));
}

void Evaluator::operator()(const Axes& axes, std::span<const int> levels) {
  values_.resize(levels.size());
  for (std::size_t v = 0; v < levels.size(); ++v) values_[v] = axes.value(v, levels[v]);
  (*this)(values_);
}

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
