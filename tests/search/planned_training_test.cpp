#include "narrows/planned_training.hpp"

#include <doctest/doctest.h>

#include "fakes.hpp"
#include "narrows/error.hpp"

using namespace narrows;

namespace {

struct Session {
  Session() {
    fakes::Trainer::epochs_trained.clear();
    fakes::Trainer::diverges_at = -1;
  }
  /** Decides what to train, or does all that is left. */
  bool run(std::optional<Stage> before = {}) {
    Search search(options, fakes::dataset());
    search.prepare();
    run_jobs(search, fakes::make_trainer, timer, {}, nullptr, before);
    return search.finished();
  }
  [[nodiscard]] std::optional<SearchJob> planned(int rank) const {
    return planned_training(options.folder, rank, options.spaces);
  }

  TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  fakes::Timer timer;
};

}  // namespace

TEST_CASE("a search that ends before training has trained nothing, and knows what it will train") {
  Session session;
  CHECK_FALSE(session.run(Stage::train));
  CHECK(fakes::Trainer::epochs_trained.empty());
  CHECK(session.timer.measured == 0);
  CHECK(session.planned(0)->recipe.epochs == 4);
  CHECK(session.planned(2)->count == 3);
}

TEST_CASE("trainings done beside a search are taken up by it") {
  Session session;
  session.run(Stage::train);
  for (int rank = 2; rank >= 0; --rank) {
    const SearchJob job = *session.planned(rank);
    fakes::Trainer trainer(job.recipe);
    CHECK(std::holds_alternative<Training>(run_training(job, trainer)));
  }
  const auto trained = fakes::Trainer::epochs_trained;
  CHECK(session.run());
  CHECK(fakes::Trainer::epochs_trained == trained);
  CHECK(SearchRun::load(session.options.folder).trained().size() == 3);
  CHECK_FALSE(session.planned(0));
}

TEST_CASE("with halving, trainings beside a search pause where it has to decide") {
  Session session;
  session.options.spend = Spend::halving;  // rungs {3, 1}, {2, 2}, {1, 4}
  session.run(Stage::train);
  const SearchJob job = *session.planned(1);
  CHECK(job.until == 1);
  fakes::Trainer trainer(job.recipe);
  CHECK(std::get<Paused>(run_training(job, trainer)).epochs == 1);
  CHECK(std::get<Paused>(run_training(job, trainer)).epochs == 1);  // again: nothing is trained
  CHECK(fakes::Trainer::epochs_trained.begin()->second == 1);
  CHECK(session.run());
}

TEST_CASE("a rank, a space or a decision that is not there is named") {
  Session session;
  session.run(Stage::train);
  CHECK_THROWS_WITH_AS((void)session.planned(3), "candidate must be 0 to 2, not 3", std::invalid_argument);
  CHECK_THROWS_AS((void)planned_training(session.options.folder, 0, {}), std::invalid_argument);
  Session fresh;
  fresh.run(Stage::estimate);
  CHECK_THROWS_AS((void)fresh.planned(0), Error);
}
