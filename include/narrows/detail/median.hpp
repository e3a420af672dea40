#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

namespace narrows::detail {

/** The middle value, of an even number the upper one of both; not for no values. */
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace narrows::detail
