#pragma once

#include <string>
#include <vector>

#include "halving.hpp"
#include "narrows/search_job.hpp"
#include "narrows/search_plan.hpp"
#include "narrows/search_space.hpp"
#include "search_file.hpp"

// How jobs come out of a plan: for the search itself, and for trainings beside it.
namespace narrows {

/** Where the folder of a search keeps a network's checkpoint, and its model: the place of a model as the store has it.
 */
[[nodiscard]] std::string checkpoint_of(const std::string& folder, const std::string& name);
[[nodiscard]] std::string model_of(const std::string& name);

/**
 * A job of one of the chosen networks; how to train it, and its place among others, are left to the caller. Throws
 * std::invalid_argument if its space is not there.
 */
[[nodiscard]] SearchJob job_of(Stage stage, int rank, const Candidate& candidate, const std::string& folder,
                               const std::vector<SearchSpace>& spaces);

/** The place of a training among the networks that climb the same rung, and where it pauses. */
void place(SearchJob& job, const SearchFile& file, const Standing& now);

}  // namespace narrows
