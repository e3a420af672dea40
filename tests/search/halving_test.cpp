#include "halving.hpp"

#include <doctest/doctest.h>

#include "fakes.hpp"

using namespace narrows;

namespace {

/** A file whose networks have the accuracies given, at the top of each rung in turn. */
SearchFile file_with(int networks, int epochs) {
  SearchFile file;
  file.schedule = Schedule{epochs, networks, 0, "", rungs_of(networks, epochs, Spend::halving)};
  return file;
}

struct Session {
  Session() {
    fakes::Trainer::epochs_trained.clear();
    fakes::Trainer::diverges_at = -1;
    options.train = 8;
    options.recipe.epochs = 8;
    options.spend = Spend::halving;
  }
  SearchRun run(const SearchCallback& progress = {}) {
    return search(options, fakes::dataset(), fakes::make_trainer, timer, progress);
  }
  [[nodiscard]] static int epochs_in_all() {
    int sum = 0;
    for (const auto& [parameters, epochs] : fakes::Trainer::epochs_trained) sum += epochs;
    return sum;
  }

  TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  fakes::Timer timer;
};

std::vector<std::string> names(const SearchRun& run) {
  std::vector<std::string> result;
  for (const TrainedNetwork& network : run.trained()) result.push_back(network.name);
  return result;
}

}  // namespace

TEST_CASE("the better half climbs, three times at the most") {
  CHECK(rungs_of(16, 100, Spend::halving) == std::vector<Rung>{{16, 12}, {8, 25}, {4, 50}, {2, 100}});
  CHECK(rungs_of(10, 100, Spend::halving) == std::vector<Rung>{{10, 12}, {5, 25}, {3, 50}, {2, 100}});
  CHECK(rungs_of(3, 100, Spend::halving) == std::vector<Rung>{{3, 25}, {2, 50}, {1, 100}});
  CHECK(rungs_of(1, 100, Spend::halving) == std::vector<Rung>{{1, 100}});
  CHECK(rungs_of(16, 100, Spend::full) == std::vector<Rung>{{16, 100}});
}

TEST_CASE("no rung has as many epochs as the one before") {
  CHECK(rungs_of(8, 1, Spend::halving) == std::vector<Rung>{{8, 1}});
  CHECK(rungs_of(8, 3, Spend::halving) == std::vector<Rung>{{8, 1}, {4, 3}});
}

TEST_CASE("a rung is climbed once all are at the top of the one before, by the most accurate") {
  SearchFile file = file_with(4, 4);  // rungs {4, 1}, {2, 2}, {1, 4}
  CHECK(standing_of(file, 4).ranks == std::vector{0, 1, 2, 3});
  for (int rank = 0; rank < 3; ++rank) file.paused[rank] = {{1, 0.5}};
  CHECK(standing_of(file, 4).rung == 0);
  file.paused[3] = {{1, 0.9}};
  CHECK(standing_of(file, 4).rung == 1);
  CHECK(standing_of(file, 4).ranks == std::vector{0, 3});  // ties go to the lower rank
  CHECK(stopped_in(file).size() == 2);
  file.paused[0].push_back({2, 0.8});
  file.paused[3].push_back({2, 0.7});
  CHECK(standing_of(file, 4).ranks == std::vector{0});
  CHECK(pause_of(file, 1) == 2);
  CHECK(pause_of(file, 2) == 0);
}

TEST_CASE("the next best takes the place of a network that fails") {
  SearchFile file = file_with(4, 4);
  for (int rank = 0; rank < 4; ++rank) file.paused[rank] = {{1, 0.1 * rank}};
  CHECK(standing_of(file, 4).ranks == std::vector{2, 3});
  file.failures[3] = "diverged";
  CHECK(standing_of(file, 4).ranks == std::vector{1, 2});
}

TEST_CASE("a search that halves trains the best to the end, and no epoch twice") {
  Session full;
  full.options.spend = Spend::full;
  const std::string best = full.run().best()->name;
  CHECK(Session::epochs_in_all() == 64);

  Session session;
  const SearchRun run = session.run();
  CHECK(run.finished());
  CHECK(Session::epochs_in_all() == 8 * 1 + 4 * 1 + 2 * 2 + 1 * 4);
  CHECK(names(run) == std::vector{best});
  CHECK(run.trained()[0].result.training.history.size() == 8);
  REQUIRE(run.stopped().size() == 7);
  CHECK(run.stopped()[0].epochs == 4);
  CHECK(run.stopped().back().epochs == 1);
  CHECK(contains(run.schedule()->note,
                 "training 8 networks for 1 epoch, the better 4 of them for 2, then 2 for 4 and 1 "
                 "for 8 will take at most about"));
  CHECK(std::filesystem::is_empty(session.options.folder + "/checkpoints"));
}

TEST_CASE("stopped at any moment, a search that halves goes on and finds the same") {
  Session whole;
  const SearchRun expected = whole.run();
  Session session;
  for (int patience = 1; patience < 100; ++patience) {
    int calls = 0;
    try {
      const SearchRun run = session.run([&](const SearchProgress& now) { return !now.stage || ++calls < patience; });
      CHECK(names(run) == names(expected));
      CHECK(run.stopped() == expected.stopped());
      break;
    } catch (const Interrupted&) {
    }
  }
  CHECK(Session::epochs_in_all() == 20);
}

TEST_CASE("a training that pauses is announced as one that ends there") {
  Session session;
  std::vector<int> ends;
  session.run([&](const SearchProgress& now) {
    if (now.training) {
      CHECK(now.training->epochs == (now.until == 0 ? 8 : now.until));
      CHECK(now.index < now.count);
    }
    if (now.stage == Stage::train && now.finished) ends.push_back(now.until);
    return true;
  });
  CHECK(ends == std::vector{1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 0});
}

TEST_CASE("a folder is not gone on with in another way of spending") {
  Session session;
  session.run();
  session.options.spend = Spend::full;
  CHECK_THROWS_AS(session.run(), std::invalid_argument);
}
