#include "narrows/paper/numpy_random.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>
#include <string>

namespace narrows::paper {

std::uint64_t NumpyRandom::below_or_at(std::uint64_t highest) {
  if (highest == 0) return 0;  // the only possible value: numpy draws no bits for it
  const std::uint64_t mask = std::numeric_limits<std::uint64_t>::max() >> std::countl_zero(highest);
  const bool wide = highest > std::numeric_limits<std::uint32_t>::max();
  while (true) {
    std::uint64_t bits = twister_();
    if (wide) bits = (bits << 32) | twister_();
    if ((bits & mask) <= highest) return bits & mask;
  }
}

std::int64_t NumpyRandom::randint(std::int64_t low, std::int64_t high) {
  if (low >= high)
    throw std::invalid_argument("randint: low must be less than high, got " + std::to_string(low) + " and " +
                                std::to_string(high));
  const std::uint64_t highest = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) - 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below_or_at(highest));
}

std::vector<std::int64_t> NumpyRandom::randint(std::int64_t low, std::int64_t high, std::size_t size) {
  std::vector<std::int64_t> values(size);
  std::ranges::generate(values, [&] { return randint(low, high); });
  return values;
}

}  // namespace narrows::paper
