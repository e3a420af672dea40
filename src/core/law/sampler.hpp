#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random_words.hpp"
#include "narrows/sampling_law.hpp"

namespace narrows {

/** The boxes of a law as flat arrays, ready to draw from. */
struct SamplingLaw::Sampler {
  Sampler(const std::vector<Variable>& all, const std::vector<Box>& boxes);

  [[nodiscard]] std::size_t variables() const { return variables_; }
  /** Draw `index` of a seed. */
  void draw(std::uint64_t seed, std::uint64_t index, std::span<int> values) const;

 private:
  struct Axis {
    int low;
    int step;
    std::uint32_t count;
    int high;       ///< Of a bounded axis.
    int over = -1;  ///< Variable that bounds this one.
    int limit = 0;
    bool inclusive = false;
    int options = -1;  ///< Where its options begin.
  };

  void add(const std::vector<Variable>& all, std::size_t v, const Range& range);
  [[nodiscard]] std::size_t pick_box(RandomWords& random) const;
  static int pick(RandomWords& random, std::uint32_t count) {
    return static_cast<int>((std::uint64_t{random.next()} * count) >> 32);
  }

  std::size_t variables_ = 0;
  std::vector<Axis> axes_;  ///< Box by box.
  std::vector<int> options_;
  std::vector<std::uint64_t> ends_;   ///< Of the boxes' parts of [0, 2^32).
  std::vector<std::size_t> bounded_;  ///< Variables that some box bounds by another.
};

}  // namespace narrows
