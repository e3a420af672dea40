#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace narrows::paper {

/** How a number of the paper compares with ours. */
enum class Verdict : std::uint8_t {
  exact,    ///< Ours is the printed number, or rounds to it.
  agrees,   ///< Within sampling error.
  differs,  ///< The note says why.
};

/** "exact", "agrees", "differs". */
[[nodiscard]] std::string_view name(Verdict verdict);

/** One number of the paper beside ours. */
struct Comparison {
  std::string space;
  std::string entry;    ///< Which network or law: "DenseNet121", "L3", "s1 / 17".
  std::string number;   ///< What it is a number of: "params", "flops mean", "cardinality".
  std::string printed;  ///< As the authors give it.
  std::string ours;     ///< Recomputed, with more digits where there are any.
  Verdict verdict = Verdict::exact;
  std::optional<double> p;  ///< Of a sampled number: share of repetitions at least as far out as the printed value.
  std::string note;
};

/** Table 1: parameters and operations of the five references. Their accuracies need training and are left out. */
[[nodiscard]] std::vector<Comparison> compare_table1();

/** Tables 2 to 6: the printed cardinality of each law beside the exact one of the printed ranges. */
[[nodiscard]] std::vector<Comparison> compare_cardinalities();

}  // namespace narrows::paper
