#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

#include "law/box_mixture.hpp"
#include "law/box_refiner.hpp"
#include "law/population.hpp"
#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/random.hpp"

namespace narrows {

/** One run of GeneticLawOptimizer. */
class LawSearch {
 public:
  LawSearch(const SearchSpace& space, const std::vector<Target>& targets, const LawSearchOptions& options,
            const LawCallback& progress);

  LawResult run();

 private:
  void start();
  void evolve();
  void tell(int generation);
  /** Refines a box, and takes in what it has that is new. */
  bool add(BoxMixture& mixture, const std::vector<Levels>& box, Random random);
  /** Cuts a box until fresh draws have the wanted share inside; returns the share of the last check. */
  double make_sure(std::vector<Levels>& box, BoxRefiner& refiner);
  [[nodiscard]] BoxMixture mix();
  [[nodiscard]] double share_inside(const SamplingLaw& law);
  [[nodiscard]] LawResult finish();
  /** What everything but the generations is counted by. */
  [[nodiscard]] Evaluator& evaluator() { return evaluators_.front(); }
  /** Networks counted so far. */
  [[nodiscard]] std::int64_t evaluations() const;

  const SearchSpace& space_;
  const std::vector<Target>& targets_;
  const LawSearchOptions& options_;
  const LawCallback& progress_;
  TargetRegion region_;
  std::deque<Evaluator> evaluators_;  ///< One for each thread. They live as long as the search: they remember prices.
  Axes axes_;
  Population population_;
  std::vector<LawGeneration> history_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool interrupted_ = false;
};

}  // namespace narrows
