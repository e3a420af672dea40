#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace narrows::paper {

/**
 * The draws of numpy's legacy `numpy.random.RandomState(seed)`, number by number.
 *
 * The authors drew their networks with it: whoever knows a network's number knows the network. A Mersenne Twister gives
 * 32 bits at a time; a draw below a bound masks them to the fewest bits that hold the bound and draws again until the
 * value fits.
 */
class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint32_t seed) : twister_(seed) {}

  /** As `randint(low, high)`: a whole number of [low, high). Throws std::invalid_argument unless low < high. */
  std::int64_t randint(std::int64_t low, std::int64_t high);
  /** As `randint(low, high, size)`. */
  std::vector<std::int64_t> randint(std::int64_t low, std::int64_t high, std::size_t size);

  /** As `shuffle`, in place. */
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;) std::swap(items[i], items[static_cast<std::size_t>(below_or_at(i))]);
  }

 private:
  std::uint64_t below_or_at(std::uint64_t highest);

  std::mt19937 twister_;
};

}  // namespace narrows::paper
