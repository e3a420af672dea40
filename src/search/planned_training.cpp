#include "narrows/planned_training.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "halving.hpp"
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

Network build(const StoredNetwork& network, const std::vector<SearchSpace>& spaces) {
  const auto found = std::ranges::find(spaces, network.space, &SearchSpace::name);
  if (found == spaces.end())
    throw std::invalid_argument("the space '" + network.space + "' is not there: this network is trained where it is");
  const SearchSpace space = found->with_input(network.input_shape, network.classes);
  return space.build(space.architecture_from_json(network.architecture));
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
  const std::string model = folder + "/models/" + candidate.name + ".onnx";
  if (!now.contains(rank) || waits(file, rank, now.rung) || std::filesystem::exists(model)) return std::nullopt;
  return SearchJob{Stage::train,
                   rank,
                   static_cast<int>(now.ranks.size()),
                   candidate.name,
                   build(candidate.network, spaces),
                   recipe_of(file),
                   file.options.at("seed").get<std::uint64_t>(),
                   folder + "/checkpoints/" + candidate.name + ".checkpoint",
                   model,
                   0,
                   pause_of(file, now.rung),
                   static_cast<int>(std::ranges::find(now.ranks, rank) - now.ranks.begin())};
}

}  // namespace narrows
