#pragma once

#include <cstdint>

/** Streams of random numbers of a law search that do not meet. */
namespace narrows::streams {

constexpr std::uint64_t start = 1;
constexpr std::uint64_t more_starts = 2;
constexpr std::uint64_t child = std::uint64_t{1} << 32;
constexpr std::uint64_t judge = std::uint64_t{2} << 32;
constexpr std::uint64_t mix = std::uint64_t{3} << 32;
constexpr std::uint64_t cut = std::uint64_t{4} << 32;

}  // namespace narrows::streams
