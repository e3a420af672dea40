#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace narrows {

/** Words 4 * first_block, 4 * first_block + 1 ... of a stream of Random; as many as there is room for, a multiple of 4.
 */
void random_words(std::uint64_t seed, std::uint64_t stream, std::uint32_t first_block, std::span<std::uint32_t> words);

/** A stream of Random of which so many words will be read: makes them all at once, which is faster than one by one. */
class RandomWords {
 public:
  RandomWords(std::uint64_t seed, std::uint64_t stream, std::size_t expected)
      : seed_(seed), stream_(stream), size_(std::min((expected + 3) / 4 * 4, room)) {
    refill();
  }

  std::uint32_t next() {
    if (used_ == size_) refill();
    return words_[used_++];
  }

 private:
  static constexpr std::size_t room = 64;

  void refill() {
    random_words(seed_, stream_, block_, std::span(words_).first(size_));
    block_ += static_cast<std::uint32_t>(size_ / 4);
    used_ = 0;
  }

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint32_t block_ = 0;
  std::size_t size_;
  std::size_t used_ = 0;
  std::array<std::uint32_t, room> words_;
};

}  // namespace narrows
