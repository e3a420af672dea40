#include <doctest/doctest.h>

#include "fakes.hpp"

using namespace narrows;

namespace {

SearchOptions asking(const TemporaryFolder& folder) {
  SearchOptions options = fakes::options(folder / "run");
  options.choose = Choose::proposer;
  return options;
}

std::vector<std::string> inside(const Search& search) {
  std::vector<std::string> names;
  for (const Candidate& candidate : search.plan().candidates)
    if (candidate.inside) names.push_back(candidate.name);
  return names;
}

std::vector<std::string> trained(const SearchOptions& options) {
  const SearchRun run = SearchRun::load(options.folder);
  std::vector<std::string> names;
  for (const TrainedNetwork& network : run.trained()) names.push_back(network.name);
  std::ranges::sort(names);
  return names;
}

}  // namespace

TEST_CASE("what is proposed is trained, one call after another, until all are there") {
  const TemporaryFolder folder;
  const SearchOptions options = asking(folder);
  fakes::Timer timer;
  Search search(options, fakes::dataset());
  search.prepare();
  const auto names = inside(search);
  const std::vector<std::vector<std::string>> calls = {{names[3]}, {names[0], names[1]}};
  for (const std::vector<std::string>& few : calls) {
    CHECK_FALSE(search.finished());
    search.propose(few);
    run_jobs(search, fakes::make_trainer, timer);
  }
  CHECK(search.finished());
  CHECK(trained(options).size() == 3);
  CHECK(search.plan().chosen()[0].name == names[3]);
  CHECK(search.schedule()->note == "up to 3 networks will be trained for 4 epochs, as the proposer asks for them");
  CHECK(SearchRun::load(options.folder).finished());
}

TEST_CASE("a search remembers what was proposed, and ends when nothing more is") {
  const TemporaryFolder folder;
  const SearchOptions options = asking(folder);
  fakes::Timer timer;
  {
    Search search(options, fakes::dataset());
    search.prepare();
    search.propose({inside(search)[2]});
  }
  Search again(options, fakes::dataset());
  again.prepare();
  CHECK(again.proposed() == std::vector<std::vector<std::string>>{{inside(again)[2]}});
  run_jobs(again, fakes::make_trainer, timer);
  CHECK_FALSE(again.finished());
  again.propose({});
  CHECK(again.finished());
  CHECK(trained(options) == std::vector{inside(again)[2]});
}

TEST_CASE("proposals that cannot be trained are refused, and change nothing") {
  const TemporaryFolder folder;
  Search search(asking(folder), fakes::dataset());
  search.prepare();
  const auto names = inside(search);
  search.propose({names[0]});
  CHECK_THROWS_WITH_AS(search.propose({names[0]}), ("propose: '" + names[0] + "' was proposed before").c_str(),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(search.propose({"x"}), "propose: 'x' is no candidate of this search", std::invalid_argument);
  CHECK_THROWS_AS(search.propose({names[1], names[2], names[3]}), std::invalid_argument);
  CHECK(search.proposed().size() == 1);
  CHECK(search.plan().chosen().size() == 1);
}

TEST_CASE("what has to know all networks beforehand does not go with proposals") {
  const TemporaryFolder folder;
  SearchOptions options = asking(folder);
  options.hours = 1;
  CHECK_THROWS_AS(Search(options, fakes::dataset()), std::invalid_argument);
  options.hours = 0;
  options.spend = Spend::halving;
  CHECK_THROWS_AS(Search(options, fakes::dataset()), std::invalid_argument);
}
