#include <memory>
#include <optional>

#include "narrows/search.hpp"
#include "notify.hpp"

namespace narrows {
namespace {

/** Does jobs with the trainer that their recipe needs. */
class JobRunner {
 public:
  JobRunner(Search& search, const TrainerFactory& make_trainer, AbstractTimer& timer, const SearchCallback& progress)
      : search_(search), make_trainer_(make_trainer), timer_(timer), progress_(progress) {}

  void run(const SearchJob& job) {
    if (!recipe_ || *recipe_ != job.recipe) {
      recipe_ = job.recipe;
      trainer_ = make_trainer_(search_.dataset(), *recipe_);
    }
    keep(job, run_job(job, search_.dataset(), *trainer_, timer_, progress_));
  }
  /** Whether to go on, with nothing to tell. */
  void ask() const { notify(progress_, SearchProgress()); }
  void keep(const SearchJob& job, const JobResult& result) {
    search_.record(job, result);
    notify(progress_, progress_after(search_, job, result));
  }

 private:
  Search& search_;
  const TrainerFactory& make_trainer_;
  AbstractTimer& timer_;
  const SearchCallback& progress_;
  std::optional<Recipe> recipe_;
  std::shared_ptr<AbstractTrainer> trainer_;
};

/** Until there is nothing left to do before that stage. */
void run_all(Search& search, JobRunner& here, AbstractWorkers* workers, std::optional<Stage> before) {
  std::size_t elsewhere = 0;
  while (true) {
    const auto job = search.next();
    if (job && before && job->stage >= *before) {
      search.give_back(*job);
      return;
    }
    if (job && job->stage == Stage::train && workers != nullptr) {
      workers->start(search, *job);
      ++elsewhere;
    } else if (job) {
      here.run(*job);
    } else if (elsewhere > 0) {
      const auto ended = workers->finished();
      for (const auto& [done, result] : ended) here.keep(done, result);
      elsewhere -= ended.size();
      here.ask();
    } else {
      return;
    }
  }
}

}  // namespace

void run_jobs(Search& search, const TrainerFactory& make_trainer, AbstractTimer& timer, const SearchCallback& progress,
              AbstractWorkers* workers, std::optional<Stage> before) {
  JobRunner here(search, make_trainer, timer, progress);
  try {
    run_all(search, here, workers, before);
  } catch (...) {
    if (workers != nullptr) workers->cancel();
    throw;
  }
}

SearchRun search(const SearchOptions& options, const Dataset& dataset, const TrainerFactory& make_trainer,
                 AbstractTimer& timer, const SearchCallback& progress) {
  Search job_source(options, dataset);
  job_source.prepare(progress);
  run_jobs(job_source, make_trainer, timer, progress);
  job_source.require_trained();
  return SearchRun::load(options.folder);
}

}  // namespace narrows
