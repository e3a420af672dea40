#pragma once

#include <cstdint>
#include <span>

#include "values.hpp"

namespace narrows::training {

struct LossSums {
  double loss = 0;
  std::int64_t correct = 0;
};

/**
 * Cross entropy of logits, whose gradients for the mean over all labels it writes. An image counts as often as
 * `weights` says of its class; once if that is empty.
 */
[[nodiscard]] LossSums cross_entropy(Map& logits, std::span<const std::int32_t> labels, double smoothing,
                                     std::span<const float> weights);

}  // namespace narrows::training
