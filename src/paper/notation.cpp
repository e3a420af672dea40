#include "notation.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace narrows::paper {
namespace {

std::string print(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

}  // namespace

std::string two_digits(double value) {
  if (value == 0) return "0";
  const std::string text = print("%.1e", value);
  const auto e = text.find('e');
  return text.substr(0, e + 1) + std::to_string(std::stoi(text.substr(e + 1)));
}

std::string with_letter(double value) {
  if (value >= 1e9) return print("%.1fG", value / 1e9);
  return value >= 1e6 ? print("%.1fM", value / 1e6) : print("%.1fK", value / 1e3);
}

std::string grouped(std::string digits) {
  for (auto end = static_cast<std::ptrdiff_t>(digits.size()) - 3; end > 0; end -= 3)
    digits.insert(static_cast<std::size_t>(end), ",");
  return digits;
}

}  // namespace narrows::paper
