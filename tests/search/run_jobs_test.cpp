#include <doctest/doctest.h>

#include "fakes.hpp"
#include "narrows/search.hpp"

using namespace narrows;

namespace {

/** Ends one training at a time, the one begun last first. */
class Workers : public AbstractWorkers {
 public:
  void start(const Search& search, const SearchJob& job) override {
    fakes::Trainer trainer(job.recipe);
    fakes::Timer timer;
    running.emplace_back(job, run_job(job, search.dataset(), trainer, timer));
    most = std::max(most, running.size());
  }
  std::vector<std::pair<SearchJob, JobResult>> finished() override {
    std::vector<std::pair<SearchJob, JobResult>> done{running.back()};
    running.pop_back();
    return done;
  }
  void cancel() override { ++cancelled; }

  std::vector<std::pair<SearchJob, JobResult>> running;
  std::size_t most = 0;
  int cancelled = 0;
};

}  // namespace

TEST_CASE("workers do the trainings side by side; the rest is done here") {
  const TemporaryFolder folder;
  fakes::Timer timer;
  Workers workers;
  Search search(fakes::options(folder / "run"), fakes::dataset());
  search.prepare();
  run_jobs(search, fakes::make_trainer, timer, {}, &workers);
  CHECK(search.finished());
  CHECK(workers.most == 3);
  CHECK(workers.cancelled == 0);
  CHECK(timer.measured == 3);
  const SearchRun run = SearchRun::load(folder / "run");
  REQUIRE(run.trained().size() == 3);
  for (const TrainedNetwork& network : run.trained()) CHECK(network.result.training.test_accuracy.has_value());
}

TEST_CASE("workers are told when a search is stopped, and the search goes on later") {
  const TemporaryFolder folder;
  fakes::Timer timer;
  Workers workers;
  const auto stop = [](const SearchProgress& now) { return !(now.stage == Stage::train && now.finished); };
  {
    Search search(fakes::options(folder / "run"), fakes::dataset());
    search.prepare();
    CHECK_THROWS_AS(run_jobs(search, fakes::make_trainer, timer, stop, &workers), Interrupted);
    CHECK(workers.cancelled == 1);
  }
  Search again(fakes::options(folder / "run"), fakes::dataset());
  again.prepare();
  run_jobs(again, fakes::make_trainer, timer);
  CHECK(SearchRun::load(folder / "run").trained().size() == 3);
}
