#include "narrows/planned_training.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "jobs.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace {

SearchFile read_decided(const std::string& folder) {
  SearchFile file = SearchFile::read(folder + "/search.json");
  if (file.schedule) return file;
  throw Error("the search in '" + folder + "' has not decided yet what to train: narrows search … --until choose");
}

Candidate chosen_at(const SearchFile& file, int rank) {
  const std::vector<Candidate> chosen = file.plan.chosen();
  const int count = std::min(file.schedule->networks, static_cast<int>(chosen.size()));
  if (rank >= 0 && rank < count) return chosen[static_cast<std::size_t>(rank)];
  throw std::invalid_argument("candidate must be 0 to " + std::to_string(count - 1) + ", not " + std::to_string(rank));
}

Recipe recipe_of(const SearchFile& file) {
  Recipe recipe = Recipe::from_json(file.options.at("recipe").dump());
  recipe.epochs = file.schedule->epochs;
  return recipe;
}

}  // namespace

std::optional<SearchJob> planned_training(const std::string& folder, int rank, const std::vector<SearchSpace>& spaces) {
  const SearchFile file = read_decided(folder);
  const Candidate candidate = chosen_at(file, rank);
  const Standing now = standing_of(file, file.schedule->networks);
  SearchJob job = job_of(Stage::train, rank, candidate, folder, spaces);
  if (!now.contains(rank) || waits(file, rank, now.rung) || std::filesystem::exists(job.onnx)) return std::nullopt;
  job.recipe = recipe_of(file);
  job.seed = file.options.at("seed").get<std::uint64_t>();
  place(job, file, now);
  return job;
}

}  // namespace narrows
