#include "narrows/genetic_law_optimizer.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

double share_inside(const LawResult& result, const std::vector<Target>& targets) {
  int inside = 0;
  for (const Cost& cost : result.law.costs(4000, 4711)) {
    std::vector<double> values;
    for (const Target& target : targets) values.push_back(static_cast<double>(get(cost, *target.resource().field())));
    inside += meets(targets, values);
  }
  return inside / 4000.0;
}

}  // namespace

TEST_CASE("a law is found for every space, inside the limit and broad") {
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const std::vector<Target> targets{Limit("parameters", "100k")};
    const LawResult result = find_law(spaces::get(name), targets);
    CHECK(share_inside(result, targets) >= 0.93);
    CHECK(result.law.log10_cardinality() >= 3.5);
    CHECK(result.share_inside == doctest::Approx(share_inside(result, targets)).epsilon(0.02));
  }
}

TEST_CASE("the same seed gives the same law for any number of threads") {
  const std::vector<Target> targets{Limit("macs", "3M")};
  const LawSearchOptions options{.seed = 3, .generations = 10};
  LawSearchOptions threaded = options;
  threaded.threads = 3;
  const LawResult alone = find_law(spaces::resnext(), targets, options);
  CHECK(alone.law == find_law(spaces::resnext(), targets, options).law);
  CHECK(alone.law == find_law(spaces::resnext(), targets, threaded).law);
}

TEST_CASE("several limits hold together") {
  const std::vector<Target> targets{Limit("parameters", "100k"), Limit("macs", "10M"),
                                    Limit("peak_activation_bytes", "200KiB")};
  CHECK(share_inside(find_law(spaces::mobilenetv2(), targets), targets) >= 0.9);
}

TEST_CASE("a limit nothing can meet is refused with what the space reaches") {
  CHECK_THROWS_WITH_AS((void)find_law(spaces::pnasnet(), {Limit("parameters", 50.0)}),
                       doctest::Contains("the space reaches parameters from "), std::invalid_argument);
}

TEST_CASE("a callback can stop the search and gets the best law so far") {
  int calls = 0;
  const GeneticLawOptimizer optimizer(spaces::resnext(), Limit("parameters", "100k"));
  const LawResult result = optimizer.run([&](const LawProgress&) { return ++calls < 3; });
  CHECK(calls == 3);
  CHECK(result.interrupted);
  CHECK(result.history.size() == 3);
}
