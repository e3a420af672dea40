#include "narrows/detail/activation_peak.hpp"

#include <algorithm>

namespace narrows {

void ActivationPeak::reset(Shape input) {
  steps_.clear();
  inputs_.clear();
  values_.assign(1, {input.elements(), -1});
}

std::int64_t ActivationPeak::bytes() const {
  std::int64_t live = values_[0].elements;
  std::int64_t peak = live;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    const Read& output = values_[i + 1];
    const int* const first = inputs_.data() + step.first_input;
    const auto is_last = [&](int value) {
      return values_[static_cast<std::size_t>(value)].last_use == static_cast<int>(i);
    };
    if (!(step.rewrites && is_last(*first))) {
      live += output.elements;
      peak = std::max(peak, live);
      for (const int* input = first; input != first + step.inputs; ++input) {
        const bool read_before = std::find(first, input, *input) != input;  // twice by this step, given up once
        if (is_last(*input) && !read_before) live -= values_[static_cast<std::size_t>(*input)].elements;
      }
    }
    if (output.last_use == -1 && i + 1 != steps_.size()) live -= output.elements;  // nothing ever reads it
  }
  return 4 * peak;
}

}  // namespace narrows
