#pragma once

#include <functional>
#include <string>
#include <vector>

#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/results_store.hpp"
#include "narrows/search_options.hpp"

namespace narrows {

/** The law of one space. */
struct PlannedLaw {
  std::string space;
  std::string law;               ///< What `SamplingLaw::to_json` gives.
  double share_inside = 0;       ///< Share of draws that meet all targets.
  double log10_cardinality = 0;  ///< How many architectures it can draw.
  std::string message;           ///< One line: what was found.
  double seconds = 0;            ///< That the law search took.
  std::vector<LawGeneration> history;
};

/** One drawn architecture. */
struct Candidate {
  std::string name;  ///< Space and number of the draw: "mobilenetv2-17".
  StoredNetwork network;
  bool inside = false;  ///< Strictly below every limit, and inside every band.
  int rank = -1;        ///< Place in the order of training, or -1.
};

/** Everything that is decided before the first training. The same options give the same plan. */
struct SearchPlan {
  std::vector<PlannedLaw> laws;
  std::vector<Candidate> candidates;
  std::string choice{};            ///< One line: what the candidates to train were chosen by, and why.
  std::vector<std::string> notes;  ///< What a user should know, such as a space that cannot meet the limits.

  /** The candidates to train, in order. */
  [[nodiscard]] std::vector<Candidate> chosen() const;
  [[nodiscard]] int inside() const;
};

/** Told of each generation of a space's law search; returns false to stop, which throws Interrupted. */
using PlanCallback = std::function<bool(const std::string& space, const LawProgress&)>;

/**
 * Law, draws, limits, choice: the first half of a search.
 *
 * Throws std::invalid_argument if no space can meet the targets; the message gives the smallest and largest value.
 */
[[nodiscard]] SearchPlan make_plan(const SearchOptions& options, const PlanCallback& progress = {});

}  // namespace narrows
