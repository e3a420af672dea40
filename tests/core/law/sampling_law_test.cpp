#include "narrows/sampling_law.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <stdexcept>

#include "narrows/random.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

SearchSpace two_integers(int high = 6) {
  return {"two",
          {Integer("a", 1, high), Integer("b", 1, high), Choice("c", {3, 5, 7})},
          [](NetworkBuilder& net, const VariableValues& values) {
            return net.add(Conv2d{.out_channels = values[0] * values[1]}, net.input());
          }};
}

Range integers(int low, int high, int step = 1) { return {.low = low, .high = high, .step = step}; }
Range options(std::vector<int> options) { return {.options = std::move(options)}; }
Range below_quotient(int low, int high, int limit, std::string over) {
  return {.low = low, .high = high, .over = std::move(over), .limit = limit};
}

/** Number of architectures that `contains` accepts, one by one. */
std::size_t counted(const SamplingLaw& law) {
  const auto& variables = law.space().variables();
  std::size_t count = 0;
  for (int a = variables[0].low(); a <= variables[0].high(); ++a)
    for (int b = variables[1].low(); b <= variables[1].high(); ++b)
      for (const int c : variables[2].options()) count += law.contains(std::vector{a, b, c});
  return count;
}

}  // namespace

TEST_CASE("the uniform law has the paper's cardinalities") {
  CHECK(SamplingLaw::uniform(spaces::pnasnet()).cardinality() == std::to_string(12 * 12 * 12 * 128 * 4 * 4));
  CHECK(SamplingLaw::uniform(spaces::resnext()).log10_cardinality() == doctest::Approx(14.97767).epsilon(1e-4));
}

TEST_CASE("draws are uniform over a box, and independent of how many are drawn") {
  const SamplingLaw law(two_integers(), {{"a", integers(2, 6, 2)}, {"b", integers(1, 2)}, {"c", options({3, 7})}});
  std::map<std::vector<int>, int> counts;
  std::vector<int> values(3);
  for (int i = 0; i < 24000; ++i) {
    law.draw(5, static_cast<std::uint64_t>(i), values);
    ++counts[values];
  }
  CHECK(counts.size() == 12);
  for (const auto& [drawn, count] : counts) CHECK(count == doctest::Approx(2000).epsilon(0.1));
  const auto all = law.sample(100, 5);
  const auto late = law.sample(10, 5, 90);
  for (std::size_t i = 0; i < 10; ++i) CHECK(all[90 + i] == late[i]);
}

TEST_CASE("sample i of a seed is known for all time") {
  const SearchSpace space = spaces::densenet();
  const auto drawn = SamplingLaw::uniform(space).sample(2, 7);
  Random random(7, 0);
  std::vector<int> expected;
  for (const Variable& v : space.variables()) expected.push_back(random.uniform(v.low(), v.high()));
  CHECK(std::vector<int>(drawn[0].values().begin(), drawn[0].values().end()) == expected);
}

TEST_CASE("a bound that depends on another variable") {
  const SamplingLaw law(two_integers(), {{"b", below_quotient(1, 6, 12, "a")}});
  std::map<int, int> largest;
  for (const Architecture& drawn : law.sample(5000, 1)) largest[drawn["a"]] = std::max(largest[drawn["a"]], drawn["b"]);
  CHECK(largest == std::map<int, int>{{1, 6}, {2, 5}, {3, 3}, {4, 2}, {5, 1}, {6, 1}});
  CHECK(law.cardinality() == std::to_string((6 + 5 + 3 + 2 + 1 + 1) * 3));
  CHECK(std::to_string(counted(law)) == law.cardinality());
}

TEST_CASE("the cardinality of overlapping boxes counts every architecture once") {
  const SearchSpace space = two_integers();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    std::vector<Box> boxes;
    for (int b = 0; b < 4; ++b) {
      Box box{.ranges = {integers(random.uniform(1, 3), random.uniform(3, 6), random.uniform(1, 2)),
                         integers(random.uniform(1, 3), random.uniform(3, 6)), options({3, 7})}};
      if (seed % 2 == 0) box.ranges[1] = below_quotient(1, random.uniform(1, 6), random.uniform(1, 30), "a");
      boxes.push_back(box);
    }
    const SamplingLaw law(space, boxes);
    CHECK(law.cardinality() == std::to_string(counted(law)));
  }
}

TEST_CASE("boxes are drawn in proportion to their weights") {
  const SearchSpace space = two_integers();
  const auto box = [](double weight, int a) {
    return Box{.weight = weight, .ranges = {integers(a, a), integers(1, 6), options({5})}};
  };
  const SamplingLaw law(space, {box(3, 1), box(1, 2)});
  int first = 0;
  for (const Architecture& drawn : law.sample(10000, 3)) first += drawn["a"] == 1;
  CHECK(first == doctest::Approx(7500).epsilon(0.03));
}

TEST_CASE("costs belong to the samples, for any fields and threads") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name);
    const SamplingLaw law = SamplingLaw::uniform(space);
    const auto samples = law.sample(40, 9);
    const auto costs = law.costs(40, 9, cost_fields, 3);
    for (std::size_t i = 0; i < 40; ++i) CHECK(costs[i] == space.cost(samples[i]));
    const CostField few[] = {CostField::parameters, CostField::macs};
    const auto counted = law.costs(40, 9, few);
    for (std::size_t i = 0; i < 40; ++i) {
      CHECK(counted[i].parameters == costs[i].parameters);
      CHECK(counted[i].macs == costs[i].macs);
      CHECK(counted[i].weight_bytes == 0);
    }
  }
}

TEST_CASE("a law comes back from its JSON") {
  const SearchSpace space = two_integers();
  const std::vector<Box> boxes{
      {.weight = 0.25, .ranges = {integers(2, 6, 2), below_quotient(1, 6, 12, "a"), options({3, 7})}},
      {.weight = 0.75, .ranges = {integers(1, 1), below_quotient(1, 2, 9, "a"), options({3, 5, 7})}}};
  const SamplingLaw law(space, boxes);
  CHECK(SamplingLaw::from_json(space, law.to_json()) == law);
  for (const std::string& name : spaces::names()) {
    const SamplingLaw uniform = SamplingLaw::uniform(spaces::get(name, {1, 28, 28}, 7));
    const SamplingLaw read = SamplingLaw::from_json(uniform.to_json());
    CHECK(read == uniform);
    CHECK(read.space().input_shape() == Shape{1, 28, 28});
  }
}

TEST_CASE("what does not belong to a space is refused by name") {
  const SearchSpace space = two_integers();
  const auto read = [&](const std::string& ranges) {
    return SamplingLaw::from_json(space, R"({"space": "two", "boxes": [{"ranges": )" + ranges + "}]}");
  };
  CHECK_THROWS_WITH_AS(read(R"({"a": [0, 3]})"), doctest::Contains("variable a (1..6): 0"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(read(R"({"a": [4, 3]})"), doctest::Contains("low 4 exceeds high 3"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(read(R"({"c": {"options": [4]}})"), doctest::Contains("variable c"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(read(R"({"x": [1, 2]})"), doctest::Contains("\"x\""), std::invalid_argument);
  CHECK_THROWS_AS(read(R"({"a": "some"})"), std::invalid_argument);
  CHECK_THROWS_AS((void)SamplingLaw::from_json(space, "[]"), std::invalid_argument);
  CHECK_THROWS_AS((void)SamplingLaw::from_json(space, R"({"space": "three", "boxes": []})"), std::invalid_argument);
  CHECK_THROWS_AS(SamplingLaw(space, std::vector<Box>{}), std::invalid_argument);
  const NamedRanges empty_where_a_is_6{{"b", below_quotient(4, 6, 12, "a")}};
  CHECK_THROWS_WITH_AS(SamplingLaw(space, empty_where_a_is_6), doctest::Contains("empty where a is 6"),
                       std::invalid_argument);
}
