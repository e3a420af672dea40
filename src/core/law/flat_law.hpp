#pragma once

#include <vector>

#include "narrows/genetic_law_optimizer.hpp"

namespace narrows {

/** A law for targets of which one is Flat: a mixture of laws for narrow bands, weighted so that all are hit equally. */
[[nodiscard]] LawResult find_flat_law(const SearchSpace& space, const std::vector<Target>& targets,
                                      const LawSearchOptions& options, const LawCallback& progress);

}  // namespace narrows
