#include "narrows/search.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "fakes.hpp"
#include "narrows/error.hpp"
#include "narrows/onnx_reader.hpp"

using namespace narrows;
using fakes::Session;

namespace {

std::vector<std::string> names(const std::vector<TrainedNetwork>& networks) {
  std::vector<std::string> result;
  for (const TrainedNetwork& network : networks) result.push_back(network.name);
  return result;
}

/** What a search decides and finds, without times. */
std::string outcome(const SearchRun& run) {
  std::string text;
  for (const PlannedLaw& law : run.plan().laws) text += law.law;
  for (const TrainedNetwork& network : run.trained()) {
    text += network.name + network.result.training.network.architecture + network.result.training.recipe +
            std::to_string(network.result.training.validation_accuracy.value_or(-1)) +
            std::to_string(network.result.training.test_accuracy.value_or(-1)) +
            std::to_string(network.result.training.history.size());
  }
  return text;
}

}  // namespace

TEST_CASE("a search trains, exports, times, tests and stores the chosen networks") {
  Session session;
  const SearchRun run = session.run(session.options);
  CHECK(run.finished());
  REQUIRE(run.trained().size() == 3);
  CHECK(session.timer.measured == 3);
  for (const TrainedNetwork& network : run.trained()) {
    const StoredTraining& training = network.result.training;
    CHECK(training.network.cost.parameters < 2000);
    CHECK(training.validation_accuracy ==
          doctest::Approx(fakes::Trainer::accuracy_of(training.network.cost.parameters)));
    CHECK(training.test_accuracy == 0.5);  // "odd" is right for half of the images.
    CHECK(training.history.size() == 4);
    CHECK(network.result.latency->engine == "fake");
    const Model model = OnnxReader().read(session.options.folder + "/" + training.onnx);
    CHECK(model.info().classes == std::vector<std::string>{"even", "odd"});
    CHECK(model.info().preprocessing == fakes::dataset().preprocessing());
    CHECK(model.info().architecture == training.network.architecture);
  }
  CHECK(run.best()->name == run.trained()[0].name);
  CHECK(run.best()->result.on_front);
  CHECK(run.front().size() >= 1);
  CHECK(std::filesystem::is_empty(session.options.folder + "/checkpoints"));
}

TEST_CASE("the same search twice gives the same laws, candidates, networks and results") {
  Session a;
  Session b;
  CHECK(outcome(a.run(a.options)) == outcome(b.run(b.options)));
}

TEST_CASE("a finished search is not done again") {
  Session session;
  const std::string first = outcome(session.run(session.options));
  fakes::Trainer::epochs_trained.clear();
  CHECK(outcome(session.run(session.options)) == first);
  CHECK(fakes::Trainer::epochs_trained.empty());
  CHECK(session.timer.measured == 3);
}

TEST_CASE("stopped at any moment, the same search goes on from the last finished epoch") {
  Session whole;
  const std::string expected = outcome(whole.run(whole.options));
  Session session;
  int stops = 0;
  for (int patience = 1; patience < 60; ++patience) {
    int calls = 0;
    try {
      const SearchRun run =
          session.run(session.options, [&](const SearchProgress& now) { return !now.stage || ++calls < patience; });
      CHECK(outcome(run) == expected);
      break;
    } catch (const Interrupted&) {
      ++stops;
    }
  }
  CHECK(stops >= 3);
  CHECK(fakes::Trainer::epochs_trained.size() == 3);
  for (const auto& [parameters, epochs] : fakes::Trainer::epochs_trained) CHECK(epochs == 4);
  CHECK(ResultsStore(session.options.folder + "/results.db").check().empty());
  CHECK(outcome(SearchRun::load(session.options.folder)) == expected);
}

TEST_CASE("another device only measures again") {
  Session session;
  session.run(session.options);
  fakes::Trainer::epochs_trained.clear();
  session.options.device = "pi";
  const SearchRun run = session.run(session.options);
  CHECK(run.device() == "pi");
  CHECK(session.timer.measured == 6);
  CHECK(fakes::Trainer::epochs_trained.empty());
  CHECK(SearchRun::load(session.options.folder, "local").trained()[0].result.device == "local");
}

TEST_CASE("a network whose training diverges is left out, the others are found") {
  Session session;
  Search plan(session.options, fakes::dataset());
  plan.prepare();
  fakes::Trainer::diverges_at = plan.plan().chosen()[1].network.cost.parameters;
  { const Search released(std::move(plan)); }
  std::string said;
  const SearchRun run = session.run(session.options, [&](const SearchProgress& now) {
    said += now.message;
    return true;
  });
  CHECK(contains(said, "is left out: the loss is not finite"));
  CHECK(run.trained().size() == 2);
  CHECK(run.finished());
}

TEST_CASE("too little time means fewer epochs, said aloud and kept when the search goes on") {
  Session session;
  session.options.recipe.epochs = 1000;
  session.options.train = 2;
  session.options.hours = 1e-6;
  std::string said;
  const SearchRun run = session.run(session.options, [&](const SearchProgress& now) {
    said += now.message;
    return true;
  });
  CHECK(contains(said, "of 1000 epochs"));
  REQUIRE_FALSE(run.trained().empty());
  const auto epochs = run.trained()[0].result.training.history.size();
  CHECK(epochs < 1000);
  CHECK(session.run(session.options).trained()[0].result.training.history.size() == epochs);
}

TEST_CASE("jobs of one stage may be done side by side and recorded in any order") {
  Session session;
  Search search(session.options, fakes::dataset());
  search.prepare();
  fakes::Trainer trainer(session.options.recipe);
  while (!search.finished()) {
    std::vector<SearchJob> jobs;
    while (auto job = search.next()) jobs.push_back(*job);
    REQUIRE(jobs.size() == 3);
    for (const SearchJob& job : jobs) CHECK(job.stage == jobs[0].stage);
    search.give_back(jobs[1]);
    CHECK(search.next()->name == jobs[1].name);
    std::reverse(jobs.begin(), jobs.end());
    for (const SearchJob& job : jobs) search.record(job, run_job(job, search.dataset(), trainer, session.timer));
  }
  Session sequential;
  CHECK(names(SearchRun::load(session.options.folder).trained()) ==
        names(sequential.run(sequential.options).trained()));
}

TEST_CASE("a result that is recorded twice is stored once") {
  Session session;
  Search search(session.options, fakes::dataset());
  search.prepare();
  fakes::Trainer trainer(session.options.recipe);
  std::optional<SearchJob> job;
  while ((job = search.next()) && job->stage == Stage::estimate) {
    search.record(*job, run_job(*job, search.dataset(), trainer, session.timer));
  }
  const JobResult result = run_job(*job, search.dataset(), trainer, session.timer);
  search.record(*job, result);
  search.record(*job, result);
  CHECK(SearchRun::load(session.options.folder).trained().size() == 1);
}

TEST_CASE("a model that was removed is trained again, and not stored a second time") {
  Session session;
  const SearchRun run = session.run(session.options);
  std::filesystem::remove(session.options.folder + "/" + run.best()->result.training.onnx);
  fakes::Trainer::epochs_trained.clear();
  CHECK(session.run(session.options).trained().size() == 3);
  CHECK(fakes::Trainer::epochs_trained.size() == 1);
  CHECK(ResultsStore(session.options.folder + "/results.db").results().size() == 3);
}

TEST_CASE("a model that a power cut left empty is trained again") {
  Session session;
  const SearchRun run = session.run(session.options);
  const std::string path = session.options.folder + "/" + run.best()->result.training.onnx;
  write_file(path, "");
  fakes::Trainer::epochs_trained.clear();
  CHECK(session.run(session.options).trained().size() == 3);
  CHECK(fakes::Trainer::epochs_trained.size() == 1);
  CHECK(read_file(path).size() > 100);
}

TEST_CASE("a search without test images ends, also when it goes on, and says that it measured nothing on them") {
  const TemporaryFolder folder;
  const SearchOptions options = fakes::options(folder / "run");
  const Dataset whole = fakes::dataset(), data("bare", whole.classes(), whole.train(), whole.validation(), {});
  for (int time = 0; time < 2; ++time) {
    fakes::Timer timer;
    const SearchRun run = search(options, data, fakes::make_trainer, timer);
    CHECK(run.finished());
    REQUIRE(run.trained().size() == 3);
    CHECK(!run.trained()[0].result.training.test_accuracy.has_value());
    CHECK(run.plan().notes.back() == "no test images: accuracy on them is not measured");
    CHECK(timer.measured == (time == 0 ? 3 : 0));
  }
}

TEST_CASE("a search all of whose trainings diverge has failed, and says why") {
  const TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  options.train = 1;
  const auto make_trainer = [](const Dataset&, const Recipe& recipe) {
    return std::make_unique<fakes::Trainer>(recipe);
  };
  fakes::Timer timer;
  Search first(options, fakes::dataset());
  first.prepare();
  const StoredNetwork chosen = first.plan().chosen()[0].network;
  fakes::Trainer::diverges_at = chosen.cost.parameters;
  run_jobs(first, make_trainer, timer);
  fakes::Trainer::diverges_at = -1;
  CHECK(message_of<Error>([&] {
          first.require_trained();
        }).starts_with("nothing was trained: all 1 trainings failed. The first one: the loss is not finite"));
  const SearchRun found = SearchRun::load(options.folder);
  CHECK(found.failures() ==
        std::map<std::string, std::string>{{first.plan().chosen()[0].name, "the loss is not finite"}});
}
