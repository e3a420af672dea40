#include "narrows/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace narrows {

void Random::refill() {
  const r123::Philox4x32::ctr_type counter{
      {block_++, 0, static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)}};
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
  const auto words = r123::Philox4x32{}(counter, key);
  for (unsigned i = 0; i < 4; ++i) words_[i] = words[i];
  used_ = 0;
}

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // Box-Muller; 1 - u is never 0
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace narrows
