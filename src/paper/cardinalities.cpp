#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "law_tables.hpp"
#include "narrows/detail/numbers.hpp"
#include "narrows/paper/comparison.hpp"
#include "narrows/paper/laws.hpp"
#include "notation.hpp"

namespace narrows::paper {
namespace {

struct Printed {
  std::string_view space;
  std::array<const char*, 7> laws;
};

constexpr std::array printed_cardinalities = {
    Printed{"densenet", {"3.3e9", "2.0e6", "6.3e7", "1.0e9"}},
    Printed{"mobilenetv2", {"5.2e34", "3.6e33", "2.0e28", "3.1e21", "4.0e19", "1.4e15", "4.3e13"}},
    Printed{"googlenet", {"3.4e122", "2.8e119", "1.1e97", "9.8e51", "6.3e39", "5.2e26", "5.0e38"}},
    Printed{"pnasnet", {"3.5e6", "3.1e6", "2.3e5", "9.7e2"}},
    Printed{"resnext", {"9.5e14", "2.1e10", "2.4e8", "1.5e5"}}};

std::string_view printed_text(std::string_view space, std::string_view name) {
  (void)printed_row(space, name);
  for (const Printed& row : printed_cardinalities)
    if (row.space == space) return row.laws.at(static_cast<std::size_t>(name[1] - '0'));
  return {};
}

double size(const LawRow& row, std::string_view group) {
  const GroupRange range = row.range(group);
  return range.high - range.low + 1;
}

/** Table 2 has the reduction in steps of 0.01: it must have been counted without its upper end. */
CardinalityReading densenet(const LawRow& row) {
  const bool whole = row.name == "L0";
  const double reductions = size(row, "k") - (whole ? 2 : 1);
  return {std::pow(size(row, "n"), 4) * size(row, "g") * reductions,
          whole ? "It counts 99 reductions, 0.01 to 0.99; the printed range 0 to 1 has 101."
                : "It counts the reductions without the upper end, " + std::to_string(static_cast<int>(reductions)) +
                      "; the printed range has one more."};
}

CardinalityReading mobilenetv2(const LawRow& row) {
  const double stages = size(row, "e") * size(row, "f") * size(row, "n");
  return {size(row, "fin") * std::pow(stages, 7) * 128 * size(row, "fout"),
          "It counts 2^7 = 128 stride vectors; 35 of them have exactly three 2s, as the table asks."};
}

/** Two rows were counted for other ranges than those printed. */
CardinalityReading googlenet(LawRow row) {
  std::string words = "The printed ranges give it.";
  if (row.name == "L0") {
    for (GroupRange& range : row.ranges) range.low = 1;
    words = "It is the number for lower bounds of 1; the printed ones are 16.";
  } else if (row.name == "L2") {
    for (GroupRange& range : row.ranges)
      if (range.group == "f1" || range.group == "f3") range.high = 384;
    words = "It is the number for f1 and f3 of 16 to 384; the printed ranges are 16 to 64.";
  }
  double module = 1;
  for (const char* group : {"f1", "f2", "f3", "f4", "f5", "f6"}) module *= size(row, group);
  return {size(row, "f00") * std::pow(module, 9), words};
}

CardinalityReading pnasnet(const LawRow& row) {
  return {std::pow(size(row, "n"), 3) * size(row, "f1") * size(row, "d2") * size(row, "d3"), ""};
}

CardinalityReading resnext(const LawRow& row) {
  const GroupRange f = row.range("f");
  const double groups = row.limit == 0 ? size(row, "c") : row.limit / ((f.low + f.high) / 2.0);
  return {std::pow(size(row, "n") * size(row, "f") * groups, 3),
          "It divides the limit by the mean width, (n f limit / mean f)^3, instead of adding up over the widths."};
}

CardinalityReading reading(const LawRow& row) {
  if (row.space == "densenet") return densenet(row);
  if (row.space == "mobilenetv2") return mobilenetv2(row);
  if (row.space == "googlenet") return googlenet(row);
  return row.space == "pnasnet" ? pnasnet(row) : resnext(row);
}

}  // namespace

double printed_cardinality(std::string_view space, std::string_view name) {
  return detail::leading_number(printed_text(space, name)).value;
}

CardinalityReading cardinality_reading(std::string_view space, std::string_view name) {
  CardinalityReading found = reading(printed_row(space, name));
  if (two_digits(detail::leading_number(printed_law(space, name).cardinality()).value) == printed_text(space, name))
    found.words.clear();
  return found;
}

std::vector<Comparison> compare_cardinalities() {
  std::vector<Comparison> rows;
  for (const LawRow& row : printed_rows()) {
    const std::string exact = printed_law(row.space, row.name).cardinality();
    const CardinalityReading how = cardinality_reading(row.space, row.name);
    rows.push_back({std::string(row.space), std::string(row.name), "cardinality",
                    std::string(printed_text(row.space, row.name)), exact,
                    how.words.empty() ? Verdict::exact : Verdict::differs, std::nullopt, how.words});
  }
  return rows;
}

}  // namespace narrows::paper
