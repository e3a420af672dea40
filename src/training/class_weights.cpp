#include "class_weights.hpp"

#include <algorithm>

namespace narrows {

std::vector<float> class_weights(const LabelledImages& images, const Recipe& recipe, std::size_t classes) {
  if (!recipe.balance) return {};
  std::vector<std::size_t> counts(classes);
  for (const std::int32_t label : images.labels()) ++counts.at(static_cast<std::size_t>(label));
  const auto shown = static_cast<float>(classes - static_cast<std::size_t>(std::ranges::count(counts, std::size_t{0})));
  std::vector<float> weights(classes, 1);
  for (std::size_t c = 0; c < classes; ++c)
    if (counts[c] > 0) weights[c] = static_cast<float>(images.size()) / (shown * static_cast<float>(counts[c]));
  return weights;
}

}  // namespace narrows
