#pragma once

#include <cstdint>
#include <string>

namespace narrows::paper {

/** Two digits as the paper writes them: 5.8e2, and 0 for nothing. */
std::string two_digits(double value);
/** One decimal and a letter as in Table 1: 7.0M. */
std::string with_letter(double value);
/** 7,039,938. */
std::string grouped(std::string digits);
inline std::string grouped(std::int64_t value) { return grouped(std::to_string(value)); }

}  // namespace narrows::paper
