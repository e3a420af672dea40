#include "narrows/quantity.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

#include "narrows/detail/numbers.hpp"

namespace narrows {
namespace {

struct Suffix {
  std::string_view text;
  double factor;
  const char* unit;
};

constexpr double Ki = 1024;
constexpr std::array suffixes{
    Suffix{"", 1, ""},
    Suffix{"k", 1e3, ""},
    Suffix{"K", 1e3, ""},
    Suffix{"M", 1e6, ""},
    Suffix{"G", 1e9, ""},
    Suffix{"B", 1, "B"},
    Suffix{"kB", 1e3, "B"},
    Suffix{"KB", 1e3, "B"},
    Suffix{"MB", 1e6, "B"},
    Suffix{"GB", 1e9, "B"},
    Suffix{"KiB", Ki, "B"},
    Suffix{"MiB", Ki* Ki, "B"},
    Suffix{"GiB", Ki* Ki* Ki, "B"},
    Suffix{"us", 1e-3, "ms"},
    Suffix{"ms", 1, "ms"},
    Suffix{"s", 1e3, "ms"},
};

[[noreturn]] void reject(std::string_view text) {
  throw std::invalid_argument("\"" + std::string(text) +
                              "\" is not a quantity: expected a number such as 50000, 50k, 1.5M, 200KiB or 10ms");
}

std::string four_digits(double value) { return detail::general(value, 4); }

}  // namespace

Quantity parse_quantity(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.starts_with('+')) rest.remove_prefix(1);
  const auto [number, length] = detail::leading_number(rest);
  if (length == 0 || !std::isfinite(number) || std::signbit(number)) reject(text);
  std::string_view suffix = rest.substr(length);
  while (!suffix.empty() && suffix.front() == ' ') suffix.remove_prefix(1);
  for (const Suffix& known : suffixes)
    if (known.text == suffix) return {number * known.factor, known.unit};
  reject(text);
}

std::string format_quantity(const Quantity& quantity) {
  const auto& [value, unit] = quantity;
  if (unit == "B") {
    const bool binary = value >= Ki;
    const double factor = value >= Ki * Ki * Ki ? Ki * Ki * Ki : value >= Ki * Ki ? Ki * Ki : binary ? Ki : 1;
    return four_digits(value / factor) + (factor > Ki * Ki ? "GiB" : factor > Ki ? "MiB" : binary ? "KiB" : "B");
  }
  if (unit.empty()) {
    if (value >= 1e9) return four_digits(value / 1e9) + "G";
    if (value >= 1e6) return four_digits(value / 1e6) + "M";
    if (value >= 1e4) return four_digits(value / 1e3) + "k";
  }
  return four_digits(value) + unit;
}

}  // namespace narrows
