#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "genome.hpp"
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
  /** What a number of draws says about a genome. */
  struct Judged {
    Genome genome;
    double share = 0;
    double fitness = -1e300;
  };

  void start();
  void evolve();
  void judge(Judged& judged, int samples, Evaluator& evaluator);
  [[nodiscard]] Judged child(std::size_t parent, Random random, int samples, Evaluator& evaluator);
  void mutate(Genome& genome, Random& random) const;
  void shape(Genome& genome, Random& random, Evaluator& evaluator, double trust);
  void fill_values(std::span<const Levels> box, std::size_t draw);
  void record(int generation);
  [[nodiscard]] LawResult finish();

  const SearchSpace& space_;
  const std::vector<Target>& targets_;
  const LawSearchOptions& options_;
  const LawCallback& progress_;
  Goal goal_;
  Evaluator evaluator_;
  Axes axes_;
  std::vector<std::uint32_t> uniforms_;  ///< The random numbers all boxes are judged on, draw by draw.
  std::vector<Judged> population_;
  std::vector<LawGeneration> history_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool interrupted_ = false;
};

}  // namespace narrows
