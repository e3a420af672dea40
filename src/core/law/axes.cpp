#include "law/axes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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

void Axes::evaluate(std::span<const int> levels, Evaluator& evaluator) const {
  const std::span<int> values = evaluator.room();
  for (std::size_t v = 0; v < levels.size(); ++v) values[v] = value(v, levels[v]);
  evaluator(values);
}

}  // namespace narrows
