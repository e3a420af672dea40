#include "jobs.hpp"

#include <algorithm>
#include <stdexcept>

namespace narrows {
namespace {

Network build(const StoredNetwork& network, const std::vector<SearchSpace>& spaces) {
  const auto found = std::ranges::find(spaces, network.space, &SearchSpace::name);
  if (found == spaces.end())
    throw std::invalid_argument("the space '" + network.space + "' is not there: this network is trained where it is");
  const SearchSpace space = found->with_input(network.input_shape, network.classes);
  return space.build(space.architecture_from_json(network.architecture));
}

}  // namespace

std::string checkpoint_of(const std::string& folder, const std::string& name) {
  return folder + "/checkpoints/" + name + ".checkpoint";
}

std::string model_of(const std::string& name) { return "models/" + name + ".onnx"; }

SearchJob job_of(Stage stage, int rank, const Candidate& candidate, const std::string& folder,
                 const std::vector<SearchSpace>& spaces) {
  return {.stage = stage,
          .rank = rank,
          .name = candidate.name,
          .network = build(candidate.network, spaces),
          .recipe = {},
          .checkpoint = checkpoint_of(folder, candidate.name),
          .onnx = folder + "/" + model_of(candidate.name),
          .index = rank};
}

void place(SearchJob& job, const SearchFile& file, const Standing& now) {
  job.index = static_cast<int>(std::ranges::find(now.ranks, job.rank) - now.ranks.begin());
  job.count = static_cast<int>(now.ranks.size());
  job.until = pause_of(file, now.rung);
}

}  // namespace narrows
