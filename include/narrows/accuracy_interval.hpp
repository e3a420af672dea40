#pragma once

#include <cstddef>

namespace narrows {

/** Where a share lies with 95 % probability. */
struct AccuracyInterval {
  double low = 0;
  double high = 1;
};

/**
 * The 95 % interval of an accuracy that was measured on `images` images; all of [0, 1] if there are none.
 *
 * Throws std::invalid_argument unless `accuracy` is in [0, 1].
 *
 * References
 * ----------
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927 (the score interval).
 */
[[nodiscard]] AccuracyInterval accuracy_interval(double accuracy, std::size_t images);

}  // namespace narrows
