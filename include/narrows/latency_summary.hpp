#pragma once

#include <vector>

#include "narrows/latency.hpp"

namespace narrows {

/** Summary of single-image times of one block in milliseconds; throws std::invalid_argument where there are none. */
[[nodiscard]] Latency summarise(std::vector<double> times_ms);

/**
 * Summary of several blocks: median of their medians, with the order statistics of these medians that hold the true
 * one with 95 % by the binomial distribution, whatever the times' distribution (of fewer than 6 blocks: the smallest
 * and the largest, which hold it less often). One block is summarised by its runs. Throws std::invalid_argument where a
 * block is empty or there is none.
 */
[[nodiscard]] Latency summarise_blocks(const std::vector<std::vector<double>>& blocks_ms);

}  // namespace narrows
