#pragma once

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace narrows {

/** The value of an enumeration whose names are given in order; throws std::invalid_argument naming them. */
template <class Enum, std::size_t count>
Enum named(std::string_view option, const std::array<std::string_view, count>& names, std::string_view text) {
  const auto found = std::ranges::find(names, text);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  std::string list;
  for (const std::string_view each : names) list += (list.empty() ? "" : ", ") + std::string(each);
  throw std::invalid_argument(std::string(option) + " must be one of " + list + ", but is '" + std::string(text) + "'");
}

}  // namespace narrows
