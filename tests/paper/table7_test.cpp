#include "narrows/paper/table7.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

using namespace narrows;

namespace {

/** The rows of the first laws; the table's other laws take longer than a test may. */
std::vector<paper::Comparison> first_laws(const paper::Table7Options& options, int laws) {
  return paper::compare_table7(options, [laws](int finished, int) { return finished < laws; });
}

}  // namespace

TEST_CASE("statistics of a law's draws agree with the printed ones") {
  const auto rows = first_laws({.batches = 200}, 1);
  CHECK(rows.size() == 8);
  for (const paper::Comparison& row : rows) {
    CAPTURE(row.number + ": " + row.printed + " and " + row.ours);
    CHECK(row.verdict != paper::Verdict::differs);
    CHECK(row.p.value() >= 0.01);
  }
}

TEST_CASE("the comparison depends on the seed, not on the number of threads") {
  const auto one = first_laws({.seed = 3, .batches = 200, .threads = 1}, 1);
  const auto two = first_laws({.seed = 3, .batches = 200, .threads = 2}, 1);
  const auto other = first_laws({.seed = 4, .batches = 200, .threads = 2}, 1);
  const auto p = [](const paper::Comparison& row) { return row.p; };
  CHECK(std::ranges::equal(one, two, {}, p, p));
  CHECK_FALSE(std::ranges::equal(one, other, {}, p, p));
}

TEST_CASE("too few batches to tell anything are refused") {
  CHECK_THROWS_WITH_AS((void)paper::compare_table7({.batches = 100}), "batches must be at least 200, not 100",
                       std::invalid_argument);
}
