#pragma once

#include <string>
#include <vector>

#include "narrows/search_options.hpp"
#include "narrows/search_plan.hpp"

namespace narrows {

/**
 * Ranks the candidates to train: those inside, each architecture once, `options.train` at the most. Returns one line:
 * what was chosen by, and why.
 */
[[nodiscard]] std::string choose(const SearchOptions& options, std::vector<Candidate>& candidates);

}  // namespace narrows
