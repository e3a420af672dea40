#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "narrows/latency.hpp"
#include "narrows/schedule.hpp"
#include "narrows/search_job.hpp"
#include "narrows/search_options.hpp"
#include "narrows/search_plan.hpp"
#include "narrows/search_run.hpp"
#include "narrows/training.hpp"

namespace narrows {

/** Where a search stands. Only what belongs to the stage is there. */
struct SearchProgress {
  std::optional<Stage> stage{};  ///< None while a law is searched (see `law`), and for a message alone.
  std::string name{};            ///< Of the space or network.
  int index = 0;                 ///< Of the stage's jobs, counted from 0.
  int count = 0;
  bool finished = false;  ///< This job is done.
  std::optional<LawProgress> law{};
  std::optional<TrainingProgress> training{};
  std::optional<Latency> latency{};
  std::optional<double> accuracy{};  ///< After a training on validation, after a test on test images.
  double seconds_left = 0;           ///< Of all trainings.
  std::string message{};             ///< A line for people; empty for most.
  int until = 0;                     ///< The epoch after which this training pauses; 0: it goes on to its end.
};

/** Returns false to stop, which throws Interrupted. */
using SearchCallback = std::function<bool(const SearchProgress&)>;

/**
 * A search that others drive: `next` gives a job, `record` takes its result; loops in C++ and Python and pools of
 * workers all use this one object, which never trains or times anything itself.
 *
 * Everything that is decided or finished is kept in the folder at once: `search.json` (options, laws, candidates,
 * choice, schedule), `results.db`, `models/NAME.onnx` and `checkpoints/`. A process may be killed at any moment; the
 * same search on the same folder goes on, and repeats no finished training.
 *
 * May be used by several threads.
 */
class Search {
 public:
  /**
   * Checks options and data and writes nothing; throws std::invalid_argument naming option, rule and value, or the part
   * of the data that networks are to be compared on and that has no images.
   */
  Search(SearchOptions options, const Dataset& dataset);
  ~Search();
  Search(Search&&) noexcept;

  /**
   * Makes the plan, or goes on with the one in the folder; tells of law searches, and what a user should know.
   *
   * Throws std::invalid_argument if nothing can meet the targets (nothing is written then) or the folder holds another
   * search (naming what differs), and Error if another process works in the folder or it cannot be written.
   */
  void prepare(const SearchCallback& progress = {});

  /** The next job, or none: all is done, or jobs have to be recorded first. */
  [[nodiscard]] std::optional<SearchJob> next();
  /** Keeps a result. Exports a trained model and stores it, exactly once. */
  void record(const SearchJob& job, const JobResult& result);
  /** The job was not done: it will be given again. */
  void give_back(const SearchJob& job);
  /**
   * With choose "proposer": the candidates to train next, by name, in this order; none at all: there will be no more.
   * Throws std::invalid_argument for one that is not there, breaks a limit or was proposed before, and for more than
   * are to be trained.
   */
  void propose(const std::vector<std::string>& names);
  /** What `propose` was given, call by call, in earlier runs too. */
  [[nodiscard]] std::vector<std::vector<std::string>> proposed() const;
  /**
   * Lets go of the folder, so that another search may go on with it while this object lives (in Python, a traceback
   * that is kept holds it). After that it gives and takes no jobs until it is prepared again.
   */
  void close();
  [[nodiscard]] bool finished() const;

  [[nodiscard]] const SearchOptions& options() const;
  /** The data to train, validate and test on. */
  [[nodiscard]] const Dataset& dataset() const;
  [[nodiscard]] const SearchPlan& plan() const;
  /** Known after the last job of Stage::estimate. */
  [[nodiscard]] std::optional<Schedule> schedule() const;
  /** What a user should know if this latency breaks the limit; else empty. */
  [[nodiscard]] std::string broken_limit(const SearchJob& job, const Latency& latency) const;
  /** Throws Error with the reason if a finished search has trained no network. */
  void require_trained() const;
  /** Whether `prepare` found a search to go on with. */
  [[nodiscard]] bool resumed() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/** Makes the trainer once it is known how many epochs fit. */
using TrainerFactory = std::function<std::shared_ptr<AbstractTrainer>(const Dataset&, const Recipe&)>;

/** Does trainings elsewhere, several at a time: in other processes, on a cluster. */
class AbstractWorkers {
 public:
  virtual ~AbstractWorkers() = default;
  /** Begins a job of Stage::train, now or when there is room. */
  virtual void start(const Search& search, const SearchJob& job) = 0;
  /** Waits a moment for jobs to end; gives those that did and their results. */
  virtual std::vector<std::pair<SearchJob, JobResult>> finished() = 0;
  /** Gives up what has not begun. */
  virtual void cancel() = 0;
};

/** Does a job of Stage::train: gives a Training, Paused or Failure. Throws Interrupted if the callback says so. */
[[nodiscard]] JobResult run_training(const SearchJob& job, AbstractTrainer& trainer,
                                     const SearchCallback& progress = {});

/** Does one job. Throws Interrupted if the callback says so. */
[[nodiscard]] JobResult run_job(const SearchJob& job, const Dataset& dataset, AbstractTrainer& trainer,
                                AbstractTimer& timer, const SearchCallback& progress = {});

/** What a callback is told when a job's result has been recorded. */
[[nodiscard]] SearchProgress progress_after(const Search& search, const SearchJob& job, const JobResult& result);

/**
 * Does all jobs of a search: one after another, or trainings by workers side by side, and here what is short or must
 * not be disturbed. With `before`, ends where only jobs of that stage and of later ones are left. Throws Interrupted if
 * the callback says so; before anything is thrown, workers are told to give up.
 */
void run_jobs(Search& search, const TrainerFactory& make_trainer, AbstractTimer& timer,
              const SearchCallback& progress = {}, AbstractWorkers* workers = nullptr,
              std::optional<Stage> before = {});

/**
 * From a limit to trained, exported, timed networks.
 *
 * The same call on the same folder goes on where it was stopped. Throws Error if not one training could be finished.
 */
SearchRun search(const SearchOptions& options, const Dataset& dataset, const TrainerFactory& make_trainer,
                 AbstractTimer& timer, const SearchCallback& progress = {});

}  // namespace narrows
