#include "law/range.hpp"

#include <algorithm>
#include <stdexcept>

namespace narrows {
namespace {

[[noreturn]] void reject(const Variable& variable, const std::string& problem) {
  throw std::invalid_argument("range of variable " + variable.name() + " (" + variable.domain() + "): " + problem);
}

void check_options(const Variable& variable, const Range& range) {
  if (range.options.empty()) reject(variable, "needs at least one option");
  for (std::size_t i = 0; i < range.options.size(); ++i) {
    if (!variable.contains(range.options[i]))
      reject(variable, std::to_string(range.options[i]) + " is not one of its values");
    if (i > 0 && range.options[i] <= range.options[i - 1]) reject(variable, "options must increase");
  }
}

void check_interval(const Variable& variable, const Range& range) {
  if (!range.options.empty()) reject(variable, "an integer takes low and high, not options");
  if (range.low > range.high)
    reject(variable, "low " + std::to_string(range.low) + " exceeds high " + std::to_string(range.high));
  for (const int end : {range.low, range.high})
    if (!variable.contains(end)) reject(variable, std::to_string(end) + " is not one of its values");
  if (range.step < 1) reject(variable, "step must be at least 1, is " + std::to_string(range.step));
}

void check_bound(const std::vector<Variable>& variables, std::size_t v, const std::vector<Range>& ranges) {
  const Range& range = ranges[v];
  const std::size_t over = variable_index(variables, range.over);
  if (over == v || !ranges[over].over.empty())
    reject(variables[v], "its bound must depend on a variable that has none itself, not on " + range.over);
  if (variables[over].low() < 1) reject(variables[v], range.over + ", which bounds it, must be positive");
  if (range.low > bounded_high(range.high, range.limit, range.inclusive, ranges[over].high))
    reject(variables[v], "is empty where " + range.over + " is " + std::to_string(ranges[over].high));
}

}  // namespace

Range full_range(const Variable& variable) {
  if (variable.kind() == Variable::Kind::integer) return {.low = variable.low(), .high = variable.high()};
  return {.low = variable.low(), .high = variable.high(), .options = variable.options()};
}

int range_size(const Range& range) {
  return range.options.empty() ? (range.high - range.low) / range.step + 1 : static_cast<int>(range.options.size());
}

bool range_contains(const std::vector<Variable>& variables, const Range& range, int value,
                    std::span<const int> values) {
  if (!range.options.empty()) return std::ranges::binary_search(range.options, value);
  int high = range.high;
  if (!range.over.empty())
    high = bounded_high(high, range.limit, range.inclusive, values[variable_index(variables, range.over)]);
  return value >= range.low && value <= high && (value - range.low) % range.step == 0;
}

void check_range(const std::vector<Variable>& variables, std::size_t v, const std::vector<Range>& ranges) {
  if (variables[v].kind() != Variable::Kind::integer) return check_options(variables[v], ranges[v]);
  check_interval(variables[v], ranges[v]);
  if (!ranges[v].over.empty()) check_bound(variables, v, ranges);
}

std::size_t variable_index(const std::vector<Variable>& variables, std::string_view name) {
  for (std::size_t v = 0; v < variables.size(); ++v)
    if (variables[v].name() == name) return v;
  throw std::invalid_argument("there is no variable \"" + std::string(name) + "\"");
}

}  // namespace narrows
