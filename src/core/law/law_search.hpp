#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

#include "law/box_mixture.hpp"
#include "law/box_refiner.hpp"
#include "law/box_shaper.hpp"
#include "law/genome.hpp"
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
  /** A genome and what a number of draws says about it. */
  struct Judged {
    Genome genome;
    double share = 0;
    double fitness = -1e300;
  };

  void start();
  /** A box around one architecture that meets the targets. */
  [[nodiscard]] Genome around(const std::vector<int>& levels, Random& random);
  void evolve();
  /** work(i, evaluator) for every genome of the population. */
  template <class Work>
  void for_each_genome(const Work& work);
  /** Networks counted so far. */
  [[nodiscard]] std::int64_t evaluations() const;
  void judge(Judged& judged, int samples, Evaluator& evaluator) const;
  [[nodiscard]] Judged child(std::size_t parent, Random random, int samples, Evaluator& evaluator) const;
  void cross(Genome& genome, const Genome& other, Random& random) const;
  void mutate(Genome& genome, Random& random) const;
  [[nodiscard]] double fitness(const std::vector<Levels>& box, double share, double miss) const;
  void tell(int generation);
  /** Refines a box, and takes in what it has that is new. */
  bool add(BoxMixture& mixture, const std::vector<Levels>& box, Random random);
  /** Cuts a box until fresh draws have the wanted share inside; returns the share of the last check. */
  double make_sure(std::vector<Levels>& box, BoxRefiner& refiner);
  [[nodiscard]] BoxMixture mix();
  [[nodiscard]] double share_inside(const SamplingLaw& law);
  [[nodiscard]] LawResult finish();

  const SearchSpace& space_;
  const std::vector<Target>& targets_;
  const LawSearchOptions& options_;
  const LawCallback& progress_;
  Goal goal_;
  Evaluator evaluator_;
  std::deque<Evaluator> others_;  ///< Of the other threads. They live as long as the search: they remember prices.
  Axes axes_;
  BoxShaper shaper_;
  std::vector<std::uint32_t> uniforms_;  ///< The random numbers all boxes are judged on, draw by draw.
  std::vector<Judged> population_;
  std::vector<LawGeneration> history_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool interrupted_ = false;
};

}  // namespace narrows
