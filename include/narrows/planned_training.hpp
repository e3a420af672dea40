#pragma once

#include <optional>
#include <string>
#include <vector>

#include "narrows/search_job.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/**
 * The training that the search in a folder wants next of one of its chosen networks, to be done beside the search, on
 * any machine that sees the folder: it goes on from the network's checkpoint and leaves all it did there, and the
 * search takes that up. None where the search wants no more of this network for now: it has paused, or is finished.
 *
 * `rank` is the network's place among those chosen; `spaces` are those that the search may have used. Throws
 * std::invalid_argument for a rank or a space that is not there, and Error for a folder whose search has not decided
 * yet what to train.
 */
[[nodiscard]] std::optional<SearchJob> planned_training(const std::string& folder, int rank,
                                                        const std::vector<SearchSpace>& spaces);

}  // namespace narrows
