#include "narrows/search_run.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "halving.hpp"
#include "narrows/error.hpp"
#include "search_file.hpp"

namespace narrows {
namespace {

/** Chosen networks by what identifies them in the database. */
std::map<std::pair<std::string, std::string>, std::string> names_of(const SearchPlan& plan) {
  std::map<std::pair<std::string, std::string>, std::string> names;
  for (const Candidate& candidate : plan.chosen()) {
    names[{candidate.network.space, candidate.network.architecture}] = candidate.name;
  }
  return names;
}

bool has_device(const ResultsStore& store, const std::string& name) {
  const auto devices = store.devices();
  return std::any_of(devices.begin(), devices.end(), [&](const StoredDevice& device) { return device.name == name; });
}

std::vector<StoppedNetwork> stopped_of(const SearchFile& file) {
  const std::vector<Candidate> chosen = file.plan.chosen();
  std::vector<StoppedNetwork> stopped;
  for (const auto& [rank, reached] : stopped_in(file))
    stopped.push_back({chosen.at(static_cast<std::size_t>(rank)).name, reached.epochs, reached.accuracy});
  std::ranges::stable_sort(stopped, std::ranges::greater(),
                           [](const StoppedNetwork& it) { return std::pair(it.epochs, it.accuracy); });
  return stopped;
}

ResultsQuery query_for(const SearchFile& file, const ResultsStore& store, const std::string& device) {
  ResultsQuery query;
  query.source = "";
  query.select_on_test = file.options.at("select_on") == "test";
  // Before the first timing the search's own device is not known yet.
  if (!device.empty() || has_device(store, file.device)) query.device = device.empty() ? file.device : device;
  return query;
}

}  // namespace

SearchRun SearchRun::load(const std::string& folder, const std::string& device) {
  const std::string path = folder + "/search.json";
  if (!std::filesystem::exists(path)) throw Error("'" + folder + "' holds no search: there is no search.json in it");
  const SearchFile file = SearchFile::read(path);
  SearchRun run;
  run.folder_ = folder;
  run.device_ = device.empty() ? file.device : device;
  run.options_json_ = file.options.dump();
  run.command_ = file.command;
  run.source_ = file.source;
  run.plan_ = file.plan;
  run.finished_ = file.finished;
  for (const auto& [rank, reason] : file.failures) {
    run.failures_[file.plan.chosen().at(static_cast<std::size_t>(rank)).name] = reason;
  }
  run.stopped_ = stopped_of(file);
  run.schedule_ = file.schedule;
  if (!std::filesystem::exists(folder + "/results.db")) return run;
  const ResultsStore store(folder + "/results.db", Access::read);
  const auto names = names_of(file.plan);
  for (StoredResult& result : store.results(query_for(file, store, device))) {
    const auto name = names.find({result.training.network.space, result.training.network.architecture});
    if (name != names.end()) run.trained_.push_back({name->second, std::move(result)});
  }
  return run;
}

std::vector<TrainedNetwork> SearchRun::front() const {
  std::vector<TrainedNetwork> result;
  std::copy_if(trained_.begin(), trained_.end(), std::back_inserter(result),
               [](const TrainedNetwork& network) { return network.result.on_front; });
  return result;
}

std::optional<TrainedNetwork> SearchRun::best() const {
  if (trained_.empty()) return std::nullopt;
  return trained_.front();
}

}  // namespace narrows
