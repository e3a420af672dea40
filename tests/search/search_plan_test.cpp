#include "narrows/search_plan.hpp"

#include <doctest/doctest.h>

#include <set>

#include "fakes.hpp"

using namespace narrows;

namespace {

std::vector<std::string> architectures(const std::vector<Candidate>& candidates) {
  std::vector<std::string> result;
  for (const Candidate& candidate : candidates) result.push_back(candidate.network.architecture);
  return result;
}

}  // namespace

TEST_CASE("law, candidates and choice are the same for one and for two threads") {
  SearchOptions options = fakes::options("unused");
  const SearchPlan one = make_plan(options);
  options.threads = 2;
  const SearchPlan two = make_plan(options);
  CHECK(one.laws[0].law == two.laws[0].law);
  CHECK(architectures(one.candidates) == architectures(two.candidates));
  CHECK(architectures(one.chosen()) == architectures(two.chosen()));
}

TEST_CASE("another seed gives other candidates") {
  SearchOptions options = fakes::options("unused");
  const SearchPlan one = make_plan(options);
  options.seed = 1;
  CHECK(architectures(one.candidates) != architectures(make_plan(options).candidates));
}

TEST_CASE("only different candidates strictly below every limit are chosen") {
  SearchOptions options = fakes::options("unused");
  options.targets = {Limit("parameters", 2000), Limit("macs", 500'000)};
  options.candidates = 60;
  options.train = 10;
  const SearchPlan plan = make_plan(options);
  CHECK(plan.candidates.size() == 60);
  std::set<std::string> chosen;
  for (const Candidate& candidate : plan.candidates) {
    const bool below = candidate.network.cost.parameters < 2000 && candidate.network.cost.macs < 500'000;
    CHECK(candidate.inside == below);
    if (candidate.rank >= 0) {
      CHECK(below);
      chosen.insert(candidate.network.architecture);
    }
  }
  CHECK(chosen.size() == plan.chosen().size());
  CHECK(chosen.size() == 10);
}

TEST_CASE("the largest candidates are chosen on request, the largest first") {
  SearchOptions options = fakes::options("unused");
  options.choose = Choose::parameters;
  const SearchPlan plan = make_plan(options);
  const auto chosen = plan.chosen();
  REQUIRE(chosen.size() == 3);
  CHECK(chosen[0].network.cost.parameters >= chosen[1].network.cost.parameters);
  for (const Candidate& candidate : plan.candidates) {
    if (candidate.inside) CHECK(candidate.network.cost.parameters <= chosen[0].network.cost.parameters);
  }
}

TEST_CASE("several spaces share the candidates and take turns in the choice") {
  SearchOptions options = fakes::options("unused");
  options.spaces = {spaces::pnasnet(), spaces::densenet(), spaces::resnext()};
  options.targets = {Limit("parameters", "20k")};
  options.candidates = 31;
  options.train = 6;
  options.choose = Choose::random;
  const SearchPlan plan = make_plan(options);
  CHECK(plan.laws.size() == 3);
  CHECK(plan.candidates.size() == 31);
  std::vector<std::string> order;
  for (const Candidate& candidate : plan.chosen()) order.push_back(candidate.network.space);
  CHECK(order == std::vector<std::string>{"pnasnet", "densenet", "resnext", "pnasnet", "densenet", "resnext"});
}

TEST_CASE("a space that cannot meet the limits is left out with a note, alone it is an error") {
  SearchOptions options = fakes::options("unused");
  options.targets = {Limit("parameters", 400)};  // A ResNeXt has more.
  options.spaces = {spaces::pnasnet(), spaces::resnext()};
  options.train = 1;
  const SearchPlan plan = make_plan(options);
  CHECK(plan.laws.size() == 1);
  REQUIRE_FALSE(plan.notes.empty());
  CHECK(contains(plan.notes[0], "resnext"));
  options.spaces = {spaces::resnext()};
  CHECK_THROWS_AS((void)make_plan(options), std::invalid_argument);
}

TEST_CASE("a callback that returns false stops the plan") {
  CHECK_THROWS_AS(
      (void)make_plan(fakes::options("unused"), [](const std::string&, const LawProgress&) { return false; }),
      Interrupted);
}
