#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "narrows/results_store.hpp"
#include "narrows/schedule.hpp"
#include "narrows/search_plan.hpp"

namespace narrows {

/** One trained network of a search. */
struct TrainedNetwork {
  std::string name;  ///< "mobilenetv2-17".
  StoredResult result;
};

/** A network that was not trained to its end, for others were better; see Spend::halving. */
struct StoppedNetwork {
  std::string name;
  int epochs = 0;       ///< That it was trained for.
  double accuracy = 0;  ///< On what the search selects on, after these.

  friend bool operator==(const StoppedNetwork&, const StoppedNetwork&) = default;
};

/** What a search found, read from its folder; it may be a search that is not finished. */
class SearchRun {
 public:
  /**
   * `device` is whose latencies to give, by default the search's own. Throws Error if the folder holds no search, or
   * one of a newer version.
   */
  [[nodiscard]] static SearchRun load(const std::string& folder, const std::string& device = "");

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] const SearchPlan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<Candidate>& candidates() const { return plan_.candidates; }
  /** Best first, by the accuracy that the search selects on. */
  [[nodiscard]] const std::vector<TrainedNetwork>& trained() const { return trained_; }
  /** Those that nothing beats in accuracy and latency together; see pareto_front. */
  [[nodiscard]] std::vector<TrainedNetwork> front() const;
  /** The most accurate one; none before the first training is finished. */
  [[nodiscard]] std::optional<TrainedNetwork> best() const;
  /** Why networks of the plan have no result, by name. */
  [[nodiscard]] const std::map<std::string, std::string>& failures() const { return failures_; }
  /** With halving, those that others left behind; the longest trained first, then the most accurate. */
  [[nodiscard]] const std::vector<StoppedNetwork>& stopped() const { return stopped_; }
  /** How many networks are trained for how many epochs; none until that is known. */
  [[nodiscard]] const std::optional<Schedule>& schedule() const { return schedule_; }
  /** All jobs are done. */
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] const std::string& device() const { return device_; }
  /** The options that decide what is found, as JSON. */
  [[nodiscard]] const std::string& options_json() const { return options_json_; }
  /** What a user types to repeat it. */
  [[nodiscard]] const std::string& command() const { return command_; }
  /** Where its data set comes from, for datasets::restore; empty if from no file. */
  [[nodiscard]] const std::string& source() const { return source_; }

 private:
  std::string folder_;
  std::string device_;
  std::string options_json_;
  std::string command_;
  std::string source_;
  SearchPlan plan_;
  std::vector<TrainedNetwork> trained_;
  std::map<std::string, std::string> failures_;
  std::vector<StoppedNetwork> stopped_;
  std::optional<Schedule> schedule_;
  bool finished_ = false;
};

}  // namespace narrows
