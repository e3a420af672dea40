#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace narrows::detail {

/** Whether no value is infinite or not a number; by whole numbers, which compilers turn into vector instructions. */
inline bool all_finite(std::span<const float> values) {
  constexpr std::uint32_t without_sign = 0x7fffffff, lowest_exponent = 0x00800000, sign = 0x80000000;
  std::uint32_t found = 0;  // the exponent of what is not finite is all ones: one more reaches the sign
  for (const float value : values) found |= (std::bit_cast<std::uint32_t>(value) & without_sign) + lowest_exponent;
  return (found & sign) == 0;
}

}  // namespace narrows::detail
