#include "narrows/paper/laws.hpp"

#include <stdexcept>

#include "law_tables.hpp"
#include "narrows/spaces.hpp"

namespace narrows::paper {
namespace {

/** Ranges of the variables; a stage's c is bound by its f. */
NamedRanges named_ranges(const LawRow& row, bool inclusive) {
  NamedRanges named;
  for (const GroupRange& range : row.ranges) {
    if (row.limit == 0 || range.group != "c") {
      named.emplace_back(range.group, Range{.low = range.low, .high = range.high});
      continue;
    }
    for (const std::string stage : {"1", "2", "3"})
      named.emplace_back(
          "c" + stage,
          Range{.low = range.low, .high = range.high, .over = "f" + stage, .limit = row.limit, .inclusive = inclusive});
  }
  return named;
}

SamplingLaw make(const LawRow& row, bool inclusive) { return {spaces::get(row.space), named_ranges(row, inclusive)}; }

}  // namespace

std::vector<std::string> laws(std::string_view space) {
  (void)printed_row(space, "L0");
  std::vector<std::string> names;
  for (const LawRow& row : printed_rows())
    if (row.space == space) names.emplace_back(row.name);
  return names;
}

SamplingLaw law(std::string_view space, std::string_view name) { return make(published_row(space, name), false); }

SamplingLaw printed_law(std::string_view space, std::string_view name) { return make(printed_row(space, name), true); }

}  // namespace narrows::paper
