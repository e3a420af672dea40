#include "notation.hpp"

#include "narrows/detail/numbers.hpp"

namespace narrows::paper {

using detail::fixed;

std::string two_digits(double value) {
  if (value == 0) return "0";
  const std::string text = detail::scientific(value, 1);
  const auto e = text.find('e');
  return text.substr(0, e + 1) + std::to_string(std::stoi(text.substr(e + 1)));
}

std::string with_letter(double value) {
  if (value >= 1e9) return fixed(value / 1e9, 1) + "G";
  return value >= 1e6 ? fixed(value / 1e6, 1) + "M" : fixed(value / 1e3, 1) + "K";
}

std::string grouped(std::string digits) {
  for (auto end = static_cast<std::ptrdiff_t>(digits.size()) - 3; end > 0; end -= 3)
    digits.insert(static_cast<std::size_t>(end), ",");
  return digits;
}

}  // namespace narrows::paper
