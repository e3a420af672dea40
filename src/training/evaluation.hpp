#pragma once

#include <span>

#include "narrows/dataset.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** Share of images, at least one, whose largest logit is that of their label. `logits` is [images, classes]. */
[[nodiscard]] double accuracy(std::span<const float> logits, const LabelledImages& images);

/** Throws std::invalid_argument unless the network reads images of this shape. */
void check_input(const Network& network, Shape images);

}  // namespace narrows
