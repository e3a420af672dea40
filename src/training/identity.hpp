#pragma once

#include <string>

#include "narrows/dataset.hpp"
#include "narrows/network.hpp"
#include "narrows/recipe.hpp"

namespace narrows {

/** What makes two trainings the same training, as JSON: network, recipe, seed and data. */
[[nodiscard]] std::string training_identity(const Network& network, const Recipe& recipe, std::uint64_t seed,
                                            const Dataset& dataset);

}  // namespace narrows
