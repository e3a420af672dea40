#include "narrows/paper/laws.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "narrows/paper/comparison.hpp"
#include "narrows/paper/network.hpp"
#include "released.hpp"

using namespace narrows;

namespace {

std::string two_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", value);
  return text;
}

}  // namespace

TEST_CASE("every printed cardinality is what its reading counts, to the two printed digits") {
  int laws = 0;
  for (const std::string& space : paper::spaces())
    for (const std::string& name : paper::laws(space)) {
      CAPTURE(space + " " + name);
      CHECK(two_digits(paper::cardinality_reading(space, name).value) ==
            two_digits(paper::printed_cardinality(space, name)));
      ++laws;
    }
  CHECK(laws == 26);
}

TEST_CASE("a reading has words just where the printed ranges do not give the printed number") {
  int differing = 0;
  for (const paper::Comparison& row : paper::compare_cardinalities()) {
    const bool equal = two_digits(std::stod(row.ours)) == two_digits(std::stod(row.printed));
    CHECK(equal == row.note.empty());
    CHECK((row.verdict == paper::Verdict::exact) == equal);
    differing += equal ? 0 : 1;
  }
  CHECK(differing == 14);
}

TEST_CASE("laws have the exact numbers of architectures") {
  CHECK(paper::printed_law("pnasnet", "L0").cardinality() == "3538944");
  CHECK(paper::printed_law("densenet", "L1").cardinality() == std::to_string(8 * 8 * 8 * 8 * 8 * 61));
  CHECK(paper::law("pnasnet", "L3").cardinality() == "64");
  CHECK(paper::law("densenet", "L1").cardinality() == std::to_string(7 * 7 * 7 * 7 * 7 * 30));
  CHECK(std::stod(paper::printed_law("resnext", "L1").cardinality()) == doctest::Approx(8.47e10).epsilon(0.001));
  CHECK(std::stod(paper::printed_law("resnext", "L2").cardinality()) == doctest::Approx(5.49e8).epsilon(0.001));
  CHECK(paper::printed_law("resnext", "L3").cardinality() == std::to_string(54 * 54 * 54));
}

TEST_CASE("a law contains the networks that the authors drew from it") {
  const auto name = [](const std::string& space, char number) {
    return std::string("L") + (space == "densenet" ? static_cast<char>('3' - (number - '1')) : number);
  };
  for (const std::string& space : paper::spaces())
    for (const std::string& released : paper::released_laws(space)) {
      const SamplingLaw law = paper::law(space, name(space, released[1]));
      for (unsigned id = 0; id < 200; ++id) {
        CAPTURE(space + " " + released + " " + std::to_string(id));
        CHECK(law.contains(paper::network(space, released, id).values()));
      }
    }
}

TEST_CASE("a printed bound c of limit / f is drawn to its end, a published one to the value before") {
  const std::vector<int> printed_end{1, 1, 1, 4, 4, 4, 128, 1, 1};
  const std::vector<int> published_end{1, 1, 1, 4, 4, 4, 127, 1, 1};
  CHECK(paper::printed_law("resnext", "L1").contains(printed_end));
  CHECK_FALSE(paper::law("resnext", "L1").contains(printed_end));
  CHECK(paper::law("resnext", "L1").contains(published_end));
}

TEST_CASE("laws go through JSON and back") {
  for (const char* name : {"L0", "L1", "L3"}) {
    const SamplingLaw law = paper::printed_law("resnext", name);
    CHECK(SamplingLaw::from_json(law.to_json()) == law);
  }
}

TEST_CASE("an unknown law is refused with those there are") {
  CHECK_THROWS_WITH_AS((void)paper::law("pnasnet", "L4"), "law: pnasnet has L0, L1, L2, L3, got \"L4\"",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)paper::printed_law("resnet", "L1"), std::invalid_argument);
}
