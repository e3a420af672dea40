#pragma once

#include <span>
#include <vector>

#include "narrows/model.hpp"

namespace narrows::testing {

/** Runs a model as its definition reads: no folding, no fusing, sums in double. One image, channel, row, column order.
 */
std::vector<float> naive_run(const Model& model, std::span<const float> image);

/** A model with random weights, biases and batch norms: shift and mean of +-0.5, scale and variance of 0.5 to 2. */
Model random_model(const Network& network, std::uint64_t seed);

/** Normally distributed pixels. */
std::vector<float> random_image(Shape shape, std::uint64_t seed);

/** Largest difference, as a share of the largest absolute value of `expected`. */
double relative_difference(std::span<const float> actual, std::span<const float> expected);

}  // namespace narrows::testing
