#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "narrows/paper/comparison.hpp"

namespace narrows::paper {

/** How Table 7 is drawn again. */
struct Table7Options {
  std::uint64_t seed = 0;
  int batches = 400;  ///< Repetitions of the table's 1000 networks per law: what p comes from.
  int threads = 0;    ///< 0: all cores. The result does not depend on it.
};

/**
 * Table 7: least, mean, standard deviation and largest of params and flops of 1000 networks of each published law.
 *
 * The authors' 1000 networks are one sample, and so are ours: each statistic of theirs is compared with its
 * distribution over `batches` independent samples of 1000. p is two-sided, (k + 1) / (batches + 1) for k samples at
 * least as far out on the rarer side, doubled; below 0.01 the verdict is that the numbers differ. What is shown as ours
 * is the median.
 *
 * `progress` gets the rows finished and the rows there are; it returns false to stop, and the rest is left out.
 * Throws std::invalid_argument for fewer than 200 batches, which could not give p below 0.01.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, supplement, Table 7.
 */
[[nodiscard]] std::vector<Comparison> compare_table7(const Table7Options& options = {},
                                                     const std::function<bool(int, int)>& progress = {});

}  // namespace narrows::paper
