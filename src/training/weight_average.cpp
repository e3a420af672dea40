#include "weight_average.hpp"

namespace narrows {

Weights mean_with(const Weights& mean, const Weights& last, int count) {
  if (count <= 1) return last;
  std::vector<Weights::Array> arrays(last.arrays().begin(), last.arrays().end());
  const float share = 1.0F / static_cast<float>(count);
  for (Weights::Array& array : arrays) {
    const std::vector<float>& before = mean[array.name].values;
    for (std::size_t i = 0; i < array.values.size(); ++i)
      array.values[i] = before[i] + share * (array.values[i] - before[i]);
  }
  return Weights(std::move(arrays));
}

}  // namespace narrows
