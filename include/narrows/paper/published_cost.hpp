#pragma once

#include <cstdint>

#include "narrows/network_builder.hpp"
#include "narrows/search_space.hpp"

namespace narrows::paper {

/**
 * One network counted as the authors counted theirs. Cost has the field's usual numbers instead.
 *
 * A network with an empty layer is recorded as 0 and 0.
 */
struct PublishedCost {
  std::int64_t params = 0;  ///< Every value of the saved state: weights, biases, and 4 C + 1 of each batch norm.
  /**
   * Multiply-accumulates, and 2 for each element of a batch norm. In the GoogLeNet space also 1 for each output of a
   * biased convolution, each element of a ReLU and each input element of a pooling.
   */
  std::int64_t flops = 0;

  friend bool operator==(const PublishedCost&, const PublishedCost&) = default;
};

/** Counts as published. Throws std::invalid_argument if the architecture is of another space. */
[[nodiscard]] PublishedCost published_cost(const SearchSpace& space, const Architecture& architecture);

/** The same for what a builder (Keep::nodes) holds, built by the space of that name: for counting many. */
[[nodiscard]] PublishedCost published_cost(const NetworkBuilder& built, std::string_view space);

}  // namespace narrows::paper
