#include "evaluation.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace narrows {

double accuracy(std::span<const float> logits, const LabelledImages& images) {
  const std::size_t classes = logits.size() / images.size();
  std::size_t correct = 0;
  for (const std::int32_t label : images.labels()) {
    const auto row = logits.first(classes);
    logits = logits.subspan(classes);
    correct += std::ranges::max_element(row) - row.begin() == label ? 1 : 0;
  }
  return static_cast<double>(correct) / static_cast<double>(images.size());
}

void check_input(const Network& network, Shape images) {
  if (network.input_shape() == images) return;
  throw std::invalid_argument("trainer: network must read images of " + to_string(images) + ", not " +
                              to_string(network.input_shape()));
}

}  // namespace narrows
