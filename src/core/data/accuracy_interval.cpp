#include "narrows/accuracy_interval.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "narrows/detail/numbers.hpp"

namespace narrows {

AccuracyInterval accuracy_interval(double accuracy, std::size_t images) {
  if (!(accuracy >= 0 && accuracy <= 1)) {
    throw std::invalid_argument("accuracy must be from 0 to 1, got " + detail::general(accuracy));
  }
  if (images == 0) return {};
  constexpr double z = 1.959963984540054;  // the normal distribution's 97.5th percentile
  const auto n = static_cast<double>(images);
  const double scale = 1 + z * z / n, centre = (accuracy + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(accuracy * (1 - accuracy) / n + z * z / (4 * n * n));
  return {.low = std::max(0.0, centre - half), .high = std::min(1.0, centre + half)};
}

}  // namespace narrows
