#include "narrows/genetic_law_optimizer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

double share_inside(const LawResult& result, const std::vector<Target>& targets) {
  int inside = 0;
  for (const Cost& cost : result.law.costs(4000, 4711)) {
    std::vector<double> values;
    for (const Target& target : targets) values.push_back(static_cast<double>(cost[*target.resource().field()]));
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

TEST_CASE("a flat law puts equally many draws into every half decade") {
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const LawResult result = find_law(spaces::get(name), {Flat("parameters", "10k", "1M")});
    std::vector<int> halves(4);
    for (const Cost& cost : result.law.costs(4000, 17)) {
      const double place = 2 * (std::log10(static_cast<double>(cost.parameters)) - 4);
      if (place >= 0 && place < 4) ++halves[static_cast<std::size_t>(place)];
    }
    for (const int half : halves) CHECK(half == doctest::Approx(1000).epsilon(0.2));
  }
}

TEST_CASE("targets that exclude each other are refused, also if each alone can be met") {
  const std::vector<Target> targets{Band("parameters", "1M", "2M"), Limit("macs", "200k")};
  CHECK_THROWS_WITH_AS((void)find_law(spaces::mobilenetv2(), targets), doctest::Contains("macs"),
                       std::invalid_argument);
}

TEST_CASE("boxes of a mixture have no architecture in common") {
  const LawResult result = find_law(spaces::pnasnet(), {Limit("parameters", "30k")});
  CHECK(result.law.boxes().size() > 1);
  double sum = 0;
  for (const Box& box : result.law.boxes()) sum += std::stod(SamplingLaw(spaces::pnasnet(), {box}).cardinality());
  CHECK(sum == std::stod(result.law.cardinality()));
}
