#include "narrows/paper/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "narrows/spaces.hpp"
#include "released.hpp"

using namespace narrows;
using Json = nlohmann::json;

namespace {

void append(std::vector<int>& values, const Json& more) {
  for (const Json& value : more) values.push_back(value.get<int>());
}

/** The values, in the order of our spaces, that the authors' arguments stand for. */
std::vector<int> values_of(const std::string& space, const Json& arguments) {
  std::vector<int> values;
  if (space == "densenet") {
    append(values, arguments["nblocks"]);
    values.push_back(arguments["growth_rate"]);
    values.push_back(static_cast<int>(arguments["reduction"].get<double>() * 100 + 0.5));
  } else if (space == "mobilenetv2") {
    values.push_back(arguments["io_planes"][0]);
    int strides = 0;
    for (int column = 0; column < 3; ++column)
      for (const Json& stage : arguments["cfg"]) values.push_back(stage[column]);
    for (const Json& stage : arguments["cfg"]) strides = 10 * strides + stage[3].get<int>();
    values.push_back(strides);
    values.push_back(arguments["io_planes"][1]);
  } else if (space == "googlenet") {
    values.push_back(arguments[0][0]);
    for (const Json& module : arguments) append(values, Json(module.begin() + 1, module.end()));
  } else if (space == "pnasnet") {
    append(values, arguments["num_cells"]);
    const std::vector<int> planes = arguments["num_planes"];
    values.insert(values.end(), {planes[0], planes[1] / planes[0], planes[2] / planes[1]});
  } else {
    for (const char* key : {"num_blocks", "bottleneck_widths", "cardinalities"}) append(values, arguments[key]);
  }
  return values;
}

}  // namespace

TEST_CASE("a number stands for the values that numpy draws from it") {
  const auto values = [](const char* space, const char* law, unsigned id) {
    const Architecture drawn = paper::network(space, law, id);
    return std::vector<int>(drawn.values().begin(), drawn.values().end());
  };
  CHECK(values("densenet", "s1", 0) == std::vector{13, 16, 22, 1, 4, 79});
  CHECK(values("pnasnet", "s1", 0) == std::vector{6, 1, 4, 83, 2, 2});
  CHECK(values("resnext", "s1", 0) == std::vector{1, 2, 2, 4, 7, 63, 68, 10, 4});
  CHECK(values("mobilenetv2", "s1", 0) ==
        std::vector{96, 5, 6, 1, 4, 4, 4, 2, 227, 37, 52, 103, 86, 232, 104, 1, 3, 2, 3, 3, 1, 2, 2111221, 883});
}

TEST_CASE("every released network has the arguments that were published with it") {
  for (const Json& row : released_networks()) {
    const std::string space = row["space"];
    CAPTURE(row.dump());
    const Architecture drawn = paper::network(space, row["law"].get<std::string>(), row["id"].get<unsigned>());
    CHECK(std::ranges::equal(drawn.values(), values_of(space, row["arguments"])));
  }
}

TEST_CASE("numbers 0 to 999 of every law stand for an architecture") {
  int networks = 0;
  for (const std::string& space : paper::spaces())
    for (const std::string& law : paper::released_laws(space))
      for (unsigned id = 0; id < 1000; ++id) networks += paper::network(space, law, id).space() == space ? 1 : 0;
  CHECK(networks == 21000);
}

TEST_CASE("a space or law that is not in the paper is refused with those that are") {
  CHECK_THROWS_WITH_AS(paper::network("vgg", "s1", 0),
                       "space: one of densenet, mobilenetv2, googlenet, pnasnet, resnext is in the paper, got \"vgg\"",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(paper::network("pnasnet", "s4", 0), "law: pnasnet has s1, s2, s3, got \"s4\"",
                       std::invalid_argument);
}
