#pragma once

#include <array>
#include <cstdint>

namespace narrows {

/**
 * A stream of random numbers that needs no state before it: stream i of a seed is the same on every platform, whatever
 * was drawn from other streams (Philox4x32-10, Salmon et al. 2011).
 */
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  /** 32 uniformly distributed bits. */
  std::uint32_t next() {
    if (used_ == 4) refill();
    return words_[used_++];
  }

  /** A whole number of the closed range [low, high]; each with the same probability to within 2^-32. */
  int uniform(int low, int high) {
    const auto size = static_cast<std::uint64_t>(static_cast<std::int64_t>(high) - low + 1);
    return static_cast<int>(low + static_cast<std::int64_t>((next() * size) >> 32));
  }

  /** A real number of [0, 1) with 53 random bits. */
  double uniform() {
    const std::uint64_t high = next() >> 5;
    return static_cast<double>((high << 26) | (next() >> 6)) * 0x1p-53;
  }

  /** A normally distributed number with mean 0 and variance 1. */
  double normal();

 private:
  void refill();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint32_t block_ = 0;
  unsigned used_ = 4;
  std::array<std::uint32_t, 4> words_{};
};

}  // namespace narrows
