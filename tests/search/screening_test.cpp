#include <doctest/doctest.h>

#include <algorithm>

#include "fakes.hpp"

using namespace narrows;

namespace {

/** Each step of a network takes as long, as the fake timer says 1 ms. */
class Alike : public StepCost {
 public:
  explicit Alike(double ms) : ms_(ms) {}
  double operator()(const NetworkStep& /*step*/) const override { return ms_; }

 private:
  double ms_;
};

/** `factor` is how far off predictions are. */
SearchOptions options(const std::string& folder, double limit_ms, double factor = 1) {
  SearchOptions result = fakes::options(folder);
  result.targets.clear();
  result.max_latency =
      LatencyLimit{limit_ms, Resource::of_steps("latency", std::make_shared<const Alike>(factor), "ms")};
  return result;
}

}  // namespace

TEST_CASE("networks that break the limit as measured are not trained, and others take their place") {
  const TemporaryFolder folder;
  fakes::Timer timer;
  const SearchOptions asked = options(folder / "run", 30, 0.7);  // predictions are 30 % too low
  std::vector<std::string> told;
  const SearchRun run = search(asked, fakes::dataset(), fakes::make_trainer, timer, [&](const SearchProgress& now) {
    if (!now.message.empty()) told.push_back(now.message);
    return true;
  });
  CHECK(run.finished());
  REQUIRE(run.trained().size() == 3);
  for (const TrainedNetwork& network : run.trained()) CHECK(network.result.latency.value().high_ms < 30);
  CHECK(timer.measured > 3);
  const auto left_out = std::ranges::count_if(
      told, [](const std::string& line) { return line.find("is left out: it takes") != std::string::npos; });
  CHECK(left_out == timer.measured - 3);
  const auto notes = run.plan().notes;
  CHECK(std::ranges::any_of(notes, [](const std::string& note) {
    return note.find("keep the limit of 30 ms on local") != std::string::npos;
  }));
}

TEST_CASE("a search goes on among its measurements, and measures none twice") {
  const TemporaryFolder folder;
  fakes::Timer timer;
  const SearchOptions asked = options(folder / "run", 30, 0.7);
  int calls = 0;
  const auto stop = [&](const SearchProgress& now) {
    return !(now.stage == Stage::measure && now.finished && ++calls == 2);
  };
  CHECK_THROWS_AS(search(asked, fakes::dataset(), fakes::make_trainer, timer, stop), Interrupted);
  CHECK(timer.measured == 2);
  search(asked, fakes::dataset(), fakes::make_trainer, timer);
  const int measured = timer.measured;
  const TemporaryFolder other;
  fakes::Timer fresh;
  search(options(other / "run", 30, 0.7), fakes::dataset(), fakes::make_trainer, fresh);
  CHECK(measured == fresh.measured);
}

TEST_CASE("where no candidate keeps the limit as measured, nothing is trained and the plan says so") {
  const TemporaryFolder folder;
  fakes::Timer timer;
  Search work(options(folder / "run", 20, 0.5), fakes::dataset());
  work.prepare();
  fakes::Trainer trainer(work.options().recipe);
  while (const auto job = work.next()) {
    REQUIRE(job->stage == Stage::measure);
    work.record(*job, run_job(*job, work.dataset(), trainer, timer));
  }
  CHECK(work.finished());
  CHECK(work.plan().chosen().empty());
  CHECK(work.plan().notes.back().find("only 0 candidates keep the limit") != std::string::npos);
}

TEST_CASE("a folder's limit belongs to its device") {
  const TemporaryFolder folder;
  SearchOptions asked = options(folder / "run", 30);
  Search(asked, fakes::dataset()).prepare();
  asked.device = "pi";
  Search other(asked, fakes::dataset());
  CHECK_THROWS_WITH_AS(other.prepare(), doctest::Contains("max_latency device is local there and pi here"),
                       std::invalid_argument);
}
