#include "narrows/paper/published_cost.hpp"

#include <doctest/doctest.h>

#include "narrows/paper/network.hpp"
#include "narrows/spaces.hpp"
#include "released.hpp"

using namespace narrows;

namespace {

paper::PublishedCost published(const char* space, std::vector<int> values) {
  const SearchSpace found = spaces::get(space);
  return paper::published_cost(found, found.architecture(std::move(values)));
}

}  // namespace

TEST_CASE("the published counts follow from the rules of counting") {
  CHECK(published("densenet", {1, 1, 1, 1, 1, 50}) == paper::PublishedCost{387, 140660});
  CHECK(published("densenet", {3, 1, 4, 2, 5, 63}) == paper::PublishedCost{16479, 5452620});
  CHECK(published("mobilenetv2",
                  {20, 1, 2, 3, 1, 2, 3, 1, 24, 24, 17, 40, 33, 33, 60, 1, 2, 1, 2, 1, 1, 2, 1212112, 130}) ==
        paper::PublishedCost{58250, 7748164});
  std::vector<int> twos(55, 2);
  twos[0] = 8;
  CHECK(published("googlenet", twos) == paper::PublishedCost{2588, 1080400});
  CHECK(published("pnasnet", {2, 1, 3, 15, 2, 3}) == paper::PublishedCost{28866, 4286340});
  CHECK(published("resnext", {2, 1, 2, 5, 7, 4, 3, 2, 6}) == paper::PublishedCost{18167, 8014816});
}

TEST_CASE("the references have the published counts of Table 1") {
  const auto reference = [](const char* name) {
    const SearchSpace space = spaces::get(name);
    return paper::published_cost(space, space.reference().value());
  };
  CHECK(reference("densenet") == paper::PublishedCost{7039938, 898058240});
  CHECK(reference("mobilenetv2") == paper::PublishedCost{2332067, 94604800});
  CHECK(reference("googlenet") == paper::PublishedCost{6182122, 1533962240});
  CHECK(reference("pnasnet") == paper::PublishedCost{135509, 29209312});
  CHECK(reference("resnext") == paper::PublishedCost{4799465, 779626496});
}

TEST_CASE("a network with an empty layer is recorded as zeros") {
  CHECK(published("densenet", {1, 1, 1, 1, 1, 0}) == paper::PublishedCost{0, 0});
}

TEST_CASE("every released network has the params and flops that were published with it") {
  for (const nlohmann::json& row : released_networks()) {
    CAPTURE(row.dump());
    const std::string space = row["space"];
    const auto cost = paper::published_cost(
        spaces::get(space), paper::network(space, row["law"].get<std::string>(), row["id"].get<unsigned>()));
    CHECK(cost.params == row["params"].get<std::int64_t>());
    CHECK(cost.flops == row["flops"].get<std::int64_t>());
  }
}

TEST_CASE("an architecture of another space is refused") {
  const SearchSpace densenet = spaces::densenet();
  CHECK_THROWS_AS((void)paper::published_cost(densenet, paper::network("pnasnet", "s1", 0)), std::invalid_argument);
}
