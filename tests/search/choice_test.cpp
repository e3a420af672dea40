#include <doctest/doctest.h>

#include "fakes.hpp"
#include "narrows/expected_accuracy.hpp"
#include "narrows/search_plan.hpp"

using namespace narrows;

namespace {

SearchOptions over(std::vector<SearchSpace> spaces) {
  SearchOptions options = fakes::options("unused");
  options.spaces = std::move(spaces);
  options.targets = {Limit("parameters", "50k")};
  options.candidates = 40;
  options.train = 8;
  return options;
}

/** A space that nobody has published results of. */
SearchSpace own_space() {
  const auto build = [](auto& net, const VariableValues& values) {
    Value x = net.add(Conv2d{.out_channels = values["width"], .kernel = 3, .stride = 2}, net.input());
    x = net.add(GlobalAveragePool{}, net.add(Relu{}, x));
    return net.add(Linear{.out_features = net.classes()}, x);
  };
  return SearchSpace("own", {Integer("width", 4, 60)}, build);
}

double error_of(const SearchOptions& options, const Candidate& candidate) {
  for (const SearchSpace& space : options.spaces) {
    if (space.name() != candidate.network.space) continue;
    return expected_error(space.name(), space.build(space.architecture_from_json(candidate.network.architecture)))
        .value();
  }
  return -1;
}

}  // namespace

TEST_CASE("auto chooses the candidates with the smallest expected error over all spaces together, the best first") {
  const SearchOptions options = over({spaces::pnasnet(), spaces::densenet(), spaces::mobilenetv2()});
  const SearchPlan plan = make_plan(options);
  const auto chosen = plan.chosen();
  REQUIRE(chosen.size() == 8);
  for (std::size_t i = 1; i < chosen.size(); ++i)
    CHECK(error_of(options, chosen[i - 1]) <= error_of(options, chosen[i]));
  for (const Candidate& candidate : plan.candidates) {
    if (candidate.inside && candidate.rank < 0) CHECK(error_of(options, candidate) >= error_of(options, chosen.back()));
  }
  CHECK(plan.choice.find("expected of their shape") != std::string::npos);
}

TEST_CASE("auto chooses the largest networks of a space that nothing is known of, and says so") {
  SearchOptions options = over({own_space()});
  options.targets = {Limit("parameters", 800)};
  const SearchPlan plan = make_plan(options);
  const auto chosen = plan.chosen();
  REQUIRE(chosen.size() > 2);
  for (std::size_t i = 1; i < chosen.size(); ++i)
    CHECK(chosen[i - 1].network.cost.parameters >= chosen[i].network.cost.parameters);
  CHECK(plan.choice.find("is not known") != std::string::npos);
}

TEST_CASE("auto takes known and unknown spaces in turns") {
  SearchOptions options = over({spaces::mobilenetv2(), own_space()});
  options.targets = {Band("parameters", 300, 50'000)};
  const auto chosen = make_plan(options).chosen();
  REQUIRE(chosen.size() == 8);
  CHECK(chosen[0].network.space == "mobilenetv2");
  CHECK(chosen[1].network.space == "own");
  CHECK(chosen[2].network.space == "mobilenetv2");
}
