#include <doctest/doctest.h>

#include "narrows/paper/comparison.hpp"
#include "narrows/paper/released_results.hpp"
#include "released.hpp"

using namespace narrows;

TEST_CASE("all ten counts of Table 1 are exact") {
  const auto rows = paper::compare_table1();
  CHECK(rows.size() == 10);
  for (const paper::Comparison& row : rows) {
    CAPTURE(row.space + " " + row.number + " " + row.ours);
    CHECK(row.verdict == paper::Verdict::exact);
  }
  CHECK(rows[0].printed == "7.0M");
  CHECK(rows[0].ours == "7,039,938");
}

TEST_CASE("number 0 of each released law has its published counts") {
  const auto rows = paper::compare_networks();
  CHECK(rows.size() == 36);
  for (const paper::Comparison& row : rows) CHECK(row.verdict == paper::Verdict::exact);
}
