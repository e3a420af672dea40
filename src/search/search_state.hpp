#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "folder_lock.hpp"
#include "halving.hpp"
#include "jobs.hpp"
#include "narrows/results_store.hpp"
#include "narrows/search.hpp"
#include "search_file.hpp"

namespace narrows {

/** All stages, in their order. */
inline constexpr Stage stages[] = {Stage::measure, Stage::estimate, Stage::train, Stage::time, Stage::test};

/** One chosen network and what has been done with it. */
struct Work {
  Candidate candidate;
  std::optional<std::int64_t> training{};  ///< Its number in the store.
  std::optional<Latency> latency{};        ///< As measured before the training, where there is a limit on it.
  bool timed = false;
  bool tested = false;
  bool out = false;  ///< A job of it has been given and not yet recorded.
};

/** What a search knows and decides; callers hold `mutex`. */
struct Search::State {
  State(SearchOptions given, const Dataset& whole);

  SearchOptions options;
  Dataset dataset;
  std::string source;  ///< Of the whole data set.
  SearchFile file{};
  std::unique_ptr<FolderLock> lock{};
  std::unique_ptr<ResultsStore> store{};
  std::vector<Work> works{};
  bool resumed = false;
  mutable std::mutex mutex{};

  [[nodiscard]] std::string path(const std::string& name) const { return options.folder + "/" + name; }
  [[nodiscard]] std::string checkpoint(const Work& work) const {
    return checkpoint_of(options.folder, work.candidate.name);
  }
  [[nodiscard]] static std::string model_name(const Work& work) { return model_of(work.candidate.name); }
  void save() const { file.write(path("search.json")); }

  void open(const SearchCallback& progress);
  void close();
  void require_open() const;
  void say_plan(const SearchCallback& progress) const;
  [[nodiscard]] std::string plan_in_words() const;
  void go_on();
  void begin(SearchPlan plan);
  void write_skipped() const;
  [[nodiscard]] std::map<std::string, std::string> fingerprints() const;
  void check_fingerprints() const;
  void load_works();
  /** Whether networks are being measured, so that it is not known yet which are trained. */
  [[nodiscard]] bool screening() const { return options.max_latency && !file.screened; }
  [[nodiscard]] bool keeps_limit(const Work& work) const;
  [[nodiscard]] bool to_be_measured(int rank) const;
  void read_latencies();
  /** Once enough networks keep the limit, or all are measured: those are the ones to train. */
  void end_screening();
  void make_schedule();
  [[nodiscard]] Recipe recipe() const;
  [[nodiscard]] StoredTraining key(const Work& work) const;
  void look_up(Work& work) const;
  [[nodiscard]] int networks() const;
  [[nodiscard]] Standing standing() const { return standing_of(file, networks()); }
  /** Whether a proposer may still name networks. */
  [[nodiscard]] bool open_to_proposals() const;
  void propose(const std::vector<std::string>& names);
  [[nodiscard]] bool failed(int rank) const { return file.failures.contains(rank); }
  [[nodiscard]] bool wanted(Stage stage, int rank) const;
  [[nodiscard]] bool done(Stage stage, int rank) const;
  [[nodiscard]] bool finished() const;
  /** If all is done, says so in the file. */
  void end();
  void require_trained() const;
  [[nodiscard]] double seconds_of_epoch(int rank) const;
  [[nodiscard]] double seconds_after(int rank) const;
  void remove_checkpoints() const;
  [[nodiscard]] SearchJob job(Stage stage, int rank) const;

  void keep(const SearchJob& job, const TrainingSpeed& speed);
  void keep(const SearchJob& job, const Training& training);
  void keep(const SearchJob& job, const Latency& latency);
  void keep(const SearchJob& job, const TestScore& score);
  void keep(const SearchJob& job, const Failure& failure);
  void keep(const SearchJob& job, const Paused& paused);
};

}  // namespace narrows
