#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/schedule.hpp"
#include "narrows/search_job.hpp"
#include "narrows/search_options.hpp"
#include "narrows/search_plan.hpp"

namespace narrows {

/** What `search.json` holds: everything of a search but the results themselves. */
struct SearchFile {
  nlohmann::ordered_json options;  ///< Those that decide what is found; see `describe`.
  std::string command;
  std::string device;
  std::string source{};  ///< Where the data set comes from, see Dataset::source(); empty if from no file.
  SearchPlan plan;
  std::map<std::string, std::string> fingerprints{};  ///< Of spaces and of the networks to train, by name.
  std::map<int, double> images_per_second;            ///< By rank.
  std::optional<Schedule> schedule;
  std::map<int, std::vector<Paused>> paused{};        ///< By rank: what was reached at the top of each rung.
  std::vector<std::vector<std::string>> proposals{};  ///< Names of candidates, call by call.
  std::map<int, std::string> failures;                ///< By rank: why a training could not be finished.
  bool screened = false;  ///< The plan's chosen networks have been measured and keep the limit on latency.
  bool finished = false;

  void write(const std::string& path) const;
  /** Throws Error for a file that is not such a file, or of a newer version. */
  [[nodiscard]] static SearchFile read(const std::string& path);
};

/** The options that decide what is found; two searches may share a folder only if these are equal. */
[[nodiscard]] nlohmann::ordered_json describe(const SearchOptions& options, const Dataset& dataset);

/** What differs, in words: "recipe epochs is 10 there and 20 here"; empty if nothing does. */
[[nodiscard]] std::string differences(const nlohmann::ordered_json& there, nlohmann::ordered_json here);

}  // namespace narrows
