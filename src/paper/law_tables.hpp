#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace narrows::paper {

/** A closed range that every variable of a group is drawn from. */
struct GroupRange {
  std::string_view group;
  int low;
  int high;
};

/** One law as a row of a table. */
struct LawRow {
  std::string_view space;
  std::string_view name;           ///< L0 .. L6.
  std::string_view released_name;  ///< s1 .. s6 in the released code; empty for L0.
  std::vector<GroupRange> ranges;
  int limit = 0;  ///< S5: c is bound by limit / f; 0 where c is independent.

  [[nodiscard]] GroupRange range(std::string_view group) const;
};

/** What the authors drew from. L0, which they drew nothing from, is the printed one. */
std::span<const LawRow> published_rows();
/** Tables 2 to 6 of the supplement. */
std::span<const LawRow> printed_rows();

const LawRow& published_row(std::string_view space, std::string_view name);
const LawRow& printed_row(std::string_view space, std::string_view name);
/** By space and the name in the released code, s1 .. s6. */
const LawRow& released_row(std::string_view space, std::string_view released_name);

/** The largest c that the released code draws beside a width f. */
constexpr int published_bound(int limit, int f) { return (limit / f < 2 ? 2 : limit / f) - 1; }

}  // namespace narrows::paper
