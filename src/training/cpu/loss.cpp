#include "loss.hpp"

#include <algorithm>
#include <cmath>

namespace narrows::training {

LossSums cross_entropy(Map& logits, std::span<const std::int32_t> labels, double smoothing,
                       std::span<const float> weights) {
  const std::size_t classes = logits.channels();
  const auto count = static_cast<double>(labels.size());
  const double spread = smoothing / static_cast<double>(classes);
  LossSums sums;
  for (std::size_t image = 0; image < labels.size(); ++image) {
    const float* values = reinterpret_cast<const float*>(logits.data) + image * classes;
    float* gradient = reinterpret_cast<float*>(logits.gradient) + image * classes;
    const auto label = static_cast<std::size_t>(labels[image]);
    const double weight = weights.empty() ? 1 : weights[label];
    const float* highest = std::max_element(values, values + classes);
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c) total += std::exp(static_cast<double>(values[c]) - *highest);
    const double log_total = std::log(total) + *highest;
    for (std::size_t c = 0; c < classes; ++c) {
      const double wanted = spread + (c == label ? 1 - smoothing : 0);
      const double log_probability = values[c] - log_total;
      sums.loss -= weight * wanted * log_probability;
      gradient[c] = static_cast<float>(weight * (std::exp(log_probability) - wanted) / count);
    }
    sums.correct += static_cast<std::size_t>(highest - values) == label ? 1 : 0;
  }
  return sums;
}

}  // namespace narrows::training
