#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/sampling_law.hpp"
#include "narrows/variable.hpp"

namespace narrows {

/** All values of a variable. */
[[nodiscard]] Range full_range(const Variable& variable);

/** Number of values, a dependent bound aside. */
[[nodiscard]] int range_size(const Range& range);

/** The largest value allowed where another variable has the value `over`. */
[[nodiscard]] inline int bounded_high(int high, int limit, bool inclusive, int over) {
  return std::min(high, std::max(limit / over - (inclusive ? 0 : 1), 1));
}

/** Whether a range has `value`, the other variables being as in `values`. */
[[nodiscard]] bool range_contains(const std::vector<Variable>& variables, const Range& range, int value,
                                  std::span<const int> values);

/** Throws std::invalid_argument if the range of variable `v` does not belong to it. */
void check_range(const std::vector<Variable>& variables, std::size_t v, const std::vector<Range>& ranges);

[[nodiscard]] std::size_t variable_index(const std::vector<Variable>& variables, std::string_view name);

}  // namespace narrows
