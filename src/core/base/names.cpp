#include "narrows/detail/names.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace narrows::detail {

std::size_t place_of(std::string_view text, std::span<const std::string_view> names, std::string_view option) {
  const auto found = std::ranges::find(names, text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string known;
  for (const std::string_view name : names) known += (known.empty() ? "" : ", ") + std::string(name);
  throw std::invalid_argument(std::string(option) + " must be one of " + known + ", but is '" + std::string(text) +
                              "'");
}

}  // namespace narrows::detail
