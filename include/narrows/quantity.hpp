#pragma once

#include <string>
#include <string_view>

namespace narrows {

/** A number with the unit it is counted in: "" (a plain number), "B" (bytes) or "ms" (milliseconds). */
struct Quantity {
  double value = 0;
  std::string unit;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/**
 * Reads "50k", "1.5M", "2e6", "200KiB", "10ms" and the like.
 *
 * k, M, G stand for 10^3, 10^6, 10^9; KiB, MiB, GiB (and kB, MB, GB, B) give bytes; us, ms, s give milliseconds. A
 * space before the unit is allowed. Throws std::invalid_argument, quoting the text, for anything else, and for numbers
 * that are negative or not finite.
 */
[[nodiscard]] Quantity parse_quantity(std::string_view text);

/** Short and readable: 49,950 becomes "49.95k", 204,800 bytes "200KiB", 2.5 ms "2.5ms"; four significant digits. */
[[nodiscard]] std::string format_quantity(const Quantity& quantity);

}  // namespace narrows
