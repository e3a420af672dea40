#include "narrows/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

#include "base/random_words.hpp"

namespace narrows {

void random_words(std::uint64_t seed, std::uint64_t stream, std::uint32_t first_block, std::span<std::uint32_t> words) {
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const std::size_t blocks = words.size() / 4;
  for (std::size_t block = 0; block < blocks; ++block) {
    const r123::Philox4x32::ctr_type counter{{first_block + static_cast<std::uint32_t>(block), 0,
                                              static_cast<std::uint32_t>(stream),
                                              static_cast<std::uint32_t>(stream >> 32)}};
    const auto made = r123::Philox4x32{}(counter, key);
    for (std::size_t i = 0; i < 4; ++i) words[4 * block + i] = made[i];
  }
}

void Random::refill() {
  random_words(seed_, stream_, block_++, words_);
  used_ = 0;
}

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // Box-Muller; 1 - u is never 0
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace narrows
