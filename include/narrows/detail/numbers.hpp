#pragma once

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

/**
 * Numbers and text, the same in every locale: printf, strtod and streams write and read a comma where a program has
 * called setlocale(LC_ALL, "de_DE.UTF-8"), as those with windows do.
 */
namespace narrows::detail {

inline std::string formatted(double value, std::chars_format format, int digits) {
  std::array<char, 400> text{};  // the largest double has 309 digits before the point
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, format, digits);
  return error == std::errc() ? std::string(text.data(), end) : std::string();
}

/** As printf's "%.4g". */
inline std::string general(double value, int digits = 6) {
  return formatted(value, std::chars_format::general, digits);
}
/** As printf's "%.1f". */
inline std::string fixed(double value, int digits) { return formatted(value, std::chars_format::fixed, digits); }
/** As printf's "%.1e". */
inline std::string scientific(double value, int digits) {
  return formatted(value, std::chars_format::scientific, digits);
}

/** The number that the text begins with, and how many characters it takes: 0 if it begins with none. */
struct LeadingNumber {
  double value = 0;
  std::size_t length = 0;
};

inline LeadingNumber leading_number(std::string_view text) {
  LeadingNumber found;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found.value);
  if (error == std::errc()) found.length = static_cast<std::size_t>(end - text.data());
  return found;
}

}  // namespace narrows::detail
