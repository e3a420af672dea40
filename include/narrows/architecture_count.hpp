#pragma once

#include <cstdint>
#include <vector>

#include "narrows/search_space.hpp"
#include "narrows/target.hpp"

namespace narrows {

/** How many architectures of a space meet some targets. */
struct ArchitectureCount {
  double log10_count = 0;           ///< Minus infinity if none was found.
  double log10_standard_error = 0;  ///< 0 if counted one by one.
  bool exact = false;
};

/** How architectures are counted. */
struct ArchitectureCountOptions {
  std::uint64_t seed = 0;
  int population = 2000;                 ///< Chains; the error falls with its square root.
  std::int64_t exact_up_to = 5'000'000;  ///< Spaces of at most this size are counted one by one.
};

/**
 * Counts the architectures that meet all targets: one by one in a small space, by adaptive multilevel splitting in a
 * large one. There, a population of architectures is led from the whole space to the targets in steps that about half
 * of it survives; survivors are copied and moved by changing one variable at a time.
 *
 * References
 * ----------
 * Kahn and Harris, Estimation of particle transmission by random sampling, 1951; Au and Beck, Estimation of small
 * failure probabilities in high dimensions by subset simulation, 2001.
 */
[[nodiscard]] ArchitectureCount count_architectures(const SearchSpace& space, const std::vector<Target>& targets,
                                                    const ArchitectureCountOptions& options = {});

}  // namespace narrows
