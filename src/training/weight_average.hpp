#pragma once

#include "narrows/weights.hpp"

namespace narrows {

/**
 * The mean of `count` weights of a network, from that of the `count` - 1 before and the last ones. Throws
 * std::invalid_argument for arrays of other names.
 */
[[nodiscard]] Weights mean_with(const Weights& mean, const Weights& last, int count);

}  // namespace narrows
