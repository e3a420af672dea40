#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "narrows/sampling_law.hpp"
#include "narrows/target.hpp"

namespace narrows {

/** How a law is searched. The defaults are tuned; `seed` alone decides which of several good laws is found. */
struct LawSearchOptions {
  std::uint64_t seed = 0;
  int population = 32;   ///< Boxes kept in competition.
  int generations = 36;  ///< Every box gets one child per generation.
  int samples = 32;      ///< Draws a child is judged on in the first generation; four times as many at the end.
  double share = 0.96;   ///< Share of draws to be inside; breadth is sought only among laws that reach it.
  int max_boxes = 64;    ///< Boxes the law may be a mixture of.
  std::int64_t mixture_work = 60'000'000;  ///< Operations that may be counted to make the mixture: half a second.
  int threads = 1;                         ///< The law does not depend on it.
};

/** One generation of a law search. */
struct LawGeneration {
  int generation = 0;            ///< Counted from 1.
  double share_inside = 0;       ///< Of the best box, on the draws of this generation.
  double log10_cardinality = 0;  ///< Of the best box.
  double mean_share_inside = 0;  ///< Over the population.
  std::int64_t evaluations = 0;  ///< Networks counted so far.
  double seconds = 0;            ///< Since the search began.
};

/** Where a law search stands; sent once a generation. */
struct LawProgress {
  int generations = 0;   ///< To be done.
  LawGeneration latest;  ///< The one just finished.
};

/** Returns false to stop with the best law so far. */
using LawCallback = std::function<bool(const LawProgress&)>;

/** A law and how it was found. */
struct LawResult {
  SamplingLaw law;
  double share_inside = 0;       ///< Share of fresh draws that meet all targets.
  double log10_cardinality = 0;  ///< How many architectures the law can draw.
  /** log10 of the law's architectures that meet the targets: larger is better among laws that reach the asked share. */
  double score = 0;
  std::vector<LawGeneration> history = {};
  std::int64_t evaluations = 0;  ///< Networks counted.
  double seconds = 0;
  bool interrupted = false;  ///< The callback stopped the search.
  std::string message = {};  ///< One line: what was found.
};

/**
 * Finds a law whose draws fall into a target, without training anything.
 *
 * A genome is a box: one range per variable. A child takes ranges from two parents, is mutated, brought back to the
 * middle of the target and widened where the resource changes least; it replaces the parent it resembles if it is
 * better. All boxes of a generation are judged on the same random numbers, and on more of them as the search goes on.
 * The law is the best box, joined by others of the population that add to it.
 *
 * Raises
 * ------
 * std::invalid_argument
 *     If no architecture of the space was found to meet the targets; the message gives the smallest and the largest
 *     value the space reaches.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 4; supplement, section 5.
 */
class GeneticLawOptimizer {
 public:
  /** Throws std::invalid_argument without targets, with two Flat ones, or for an option out of its range. */
  GeneticLawOptimizer(SearchSpace space, std::vector<Target> targets, LawSearchOptions options = {});
  GeneticLawOptimizer(SearchSpace space, Target target, LawSearchOptions options = {})
      : GeneticLawOptimizer(std::move(space), std::vector<Target>{std::move(target)}, options) {}

  [[nodiscard]] const SearchSpace& space() const { return space_; }
  [[nodiscard]] const std::vector<Target>& targets() const { return targets_; }
  [[nodiscard]] const LawSearchOptions& options() const { return options_; }

  [[nodiscard]] LawResult run(const LawCallback& progress = {}) const;

 private:
  SearchSpace space_;
  std::vector<Target> targets_;
  LawSearchOptions options_;
};

/** Short for GeneticLawOptimizer(space, targets, options).run(). */
[[nodiscard]] LawResult find_law(const SearchSpace& space, const std::vector<Target>& targets,
                                 const LawSearchOptions& options = {});

}  // namespace narrows
