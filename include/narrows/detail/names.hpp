#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace narrows::detail {

/** The place of a text among the names an option may have; throws std::invalid_argument that says which those are. */
[[nodiscard]] std::size_t place_of(std::string_view text, std::span<const std::string_view> names,
                                   std::string_view option);

/** The names of an enumeration's values, in their order; `option` is what messages call it. */
template <class Enum, std::size_t count>
struct Names {
  std::string_view option;
  std::array<std::string_view, count> names;

  [[nodiscard]] constexpr std::string_view of(Enum value) const { return names[static_cast<std::size_t>(value)]; }
  /** The reverse; throws std::invalid_argument that says which names there are. */
  [[nodiscard]] Enum value(std::string_view text) const { return static_cast<Enum>(place_of(text, names, option)); }
};

}  // namespace narrows::detail
