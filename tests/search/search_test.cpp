#include "narrows/search.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "fakes.hpp"
#include "narrows/error.hpp"
#include "narrows/onnx_reader.hpp"

using namespace narrows;

namespace {

struct Session {
  Session() {
    fakes::Trainer::epochs_trained.clear();
    fakes::Trainer::diverges_at = -1;
  }

  SearchRun run(const SearchOptions& asked, const SearchCallback& progress = {}) {
    return search(asked, fakes::dataset(), fakes::make_trainer, timer, progress);
  }

  TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  fakes::Timer timer;
};

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

TEST_CASE("other options on the same folder are refused, saying what differs") {
  Session session;
  session.run(session.options);
  SearchOptions other = session.options;
  other.recipe.epochs = 20;
  other.targets = {Limit("parameters", 3000)};
  const std::string message = message_of<std::invalid_argument>([&] { session.run(other); });
  INFO(message);
  CHECK(contains(message, "recipe epochs is 4 there and 20 here"));
  CHECK(contains(message, "targets is parameters in [1000, 2000) there and parameters in [1500, 3000) here"));
  CHECK_FALSE(contains(message, "seed"));
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

TEST_CASE("a limit that nothing meets leaves no folder behind") {
  Session session;
  session.options.targets = {Limit("parameters", 10)};
  CHECK_THROWS_AS(session.run(session.options), std::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(session.options.folder));
}

TEST_CASE("wrong options are refused with their rule and value") {
  Session session;
  const auto refused = [&](auto change) {
    return message_of<std::invalid_argument>([&] {
      SearchOptions options = session.options;
      change(options);
      Search(options, fakes::dataset());
    });
  };
  CHECK(refused([](SearchOptions& o) { o.train = 30; }) == "train must be at most candidates (20), but is 30");
  CHECK(contains(refused([](SearchOptions& o) { o.choose = choose_named("luck"); }),
                 "choose must be one of auto, random, parameters"));
  CHECK(contains(refused([](SearchOptions& o) { o.select_on = select_on_named("train"); }),
                 "select_on must be one of validation, test, but is 'train'"));
  CHECK(contains(refused([](SearchOptions& o) { o.targets.clear(); }), "at least one limit"));
  CHECK(contains(refused([](SearchOptions& o) { o.subset = 41; }), "number of training images (40), but is 41"));
  CHECK(contains(refused([](SearchOptions& o) { o.recipe.epochs = 0; }), "epochs"));
  CHECK(contains(refused([](SearchOptions& o) { o.spaces.push_back(spaces::pnasnet()); }), "there twice"));
  CHECK_FALSE(std::filesystem::exists(session.options.folder));
}

TEST_CASE("a folder with other files is left alone") {
  Session session;
  std::filesystem::create_directory(session.options.folder);
  std::ofstream(session.options.folder + "/thesis.tex") << "years of work";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "holds other files and no search"));
  std::ofstream(session.folder / "file") << "x";
  session.options.folder = session.folder / "file";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "is a file"));
}

TEST_CASE("two searches cannot work in one folder at the same time") {
  Session session;
  Search first(session.options, fakes::dataset());
  first.prepare();
  Search second(session.options, fakes::dataset());
  CHECK(contains(message_of<Error>([&] { second.prepare(); }), "another search is running"));
}

TEST_CASE("a search that is closed leaves its folder to another one, and gives jobs when it is prepared again") {
  Session session;
  Search first(session.options, fakes::dataset());
  first.prepare();
  const auto job = first.next();
  REQUIRE(job.has_value());
  first.close();
  CHECK(contains(message_of<std::invalid_argument>([&] { (void)first.next(); }), "has to be prepared"));
  CHECK(contains(message_of<std::invalid_argument>([&] { first.record(*job, TrainingSpeed{100}); }),
                 "has to be prepared"));
  {
    Search second(session.options, fakes::dataset());
    second.prepare();
    CHECK(second.resumed());
  }
  first.prepare();
  CHECK(first.next()->name == job->name);
}

TEST_CASE("a search of a newer version is refused") {
  Session session;
  session.run(session.options);
  std::ofstream(session.options.folder + "/search.json") << R"({"format": 99})";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "newer version"));
  std::ofstream(session.options.folder + "/search.json") << "{";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "not the file of a search"));
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

TEST_CASE("selection on the test part trains on all training images") {
  SearchOptions options = fakes::options("unused");
  options.select_on = SelectOn::test;
  const Dataset dataset = prepare_dataset(fakes::dataset(), options);
  CHECK(dataset.train().size() == 50);
  CHECK(dataset.validation().size() == 20);
  CHECK(dataset.test().size() == 20);
  options.subset = 16;
  CHECK(prepare_dataset(fakes::dataset(), options).train().size() == 16);
  CHECK(prepare_dataset(fakes::dataset(), options).validation().size() == 20);
}

TEST_CASE("smoke leaves nothing out, but makes everything small") {
  SearchOptions options = fakes::options("unused");
  options.candidates = 100;
  options.train = 10;
  options.recipe.epochs = 100;
  const SearchOptions small = options.smoke(fakes::dataset(3000));
  CHECK(small.train == 2);
  CHECK(small.recipe.epochs == 1);
  CHECK(small.subset == 1024);
  CHECK_NOTHROW(small.validate());
  CHECK(options.smoke(fakes::dataset(450)).subset == 0);  // all of them are few enough
  options.subset = 300;
  CHECK(options.smoke(fakes::dataset(450)).subset == 300);
}

TEST_CASE("a space that has been edited never reuses results of the old") {
  const TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  const auto space = [](int kernel) {
    return SearchSpace("mine", {Integer("width", 4, 16)}, [kernel](auto& net, const VariableValues& values) {
      return net.add(Linear{.out_features = net.classes()},
                     net.add(Conv2d{.out_channels = values[0], .kernel = kernel, .stride = kernel}, net.input()));
    });
  };
  options.spaces = {space(1)};
  Search(options, fakes::dataset()).prepare();
  CHECK_NOTHROW(Search(options, fakes::dataset()).prepare());
  options.spaces = {space(3)};
  const std::string refusal = message_of<std::invalid_argument>([&] { Search(options, fakes::dataset()).prepare(); });
  CHECK(refusal.find("since then the build function builds something else for mine") != std::string::npos);
}

TEST_CASE("a search goes on where its data lie in a folder of another name") {
  const TemporaryFolder folder;
  const SearchOptions options = fakes::options(folder / "run");
  const Dataset data = fakes::dataset().with_source("here");
  Search(options, data).prepare();
  const Dataset renamed = Dataset("renamed", data.classes(), data.train(), data.validation(), data.test());
  Search again(options, renamed.with_source("there"));
  CHECK_NOTHROW(again.prepare());
  CHECK(again.resumed());
}

TEST_CASE("a search without images to compare networks on is refused before anything is written") {
  const TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  const Dataset whole = fakes::dataset(), no_validation("bare", whole.classes(), whole.train(), {}, whole.test()),
                no_test("bare", whole.classes(), whole.train(), whole.validation(), {});
  CHECK(message_of<std::invalid_argument>([&] {
          Search(options, no_validation);
        }).starts_with("the data set 'bare' has no validation images to compare networks on"));
  options.select_on = SelectOn::test;
  CHECK(message_of<std::invalid_argument>([&] { Search(options, no_test); }) ==
        "select_on \"test\" needs test images, and the data set 'bare' has none");
  CHECK(!std::filesystem::exists(options.folder));
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
