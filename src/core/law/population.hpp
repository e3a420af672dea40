#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "law/box_shaper.hpp"
#include "law/genome.hpp"
#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/random.hpp"

namespace narrows {

/** The genomes of a law search: each is judged by draws, has children, and gives way to one that is no worse. */
class Population {
 public:
  /** A genome and what a number of draws says about it. */
  struct Judged {
    Genome genome;
    double share = 0;  ///< Of its draws that meet the targets.
    double fitness = -1e300;
  };

  /** Of as many threads as there are evaluators. */
  Population(const Axes& axes, const TargetRegion& region, const LawSearchOptions& options,
             std::deque<Evaluator>& evaluators);

  /** Fills it with boxes around architectures that meet the targets. */
  void begin(const std::vector<std::vector<int>>& architectures, Random& random);
  /** A child of every genome, by generation `generation`, counted from 0; later ones are judged by more draws. */
  void advance(int generation);
  /** The fittest first. */
  void sort();

  [[nodiscard]] const std::vector<Judged>& all() const { return all_; }
  [[nodiscard]] const Judged& best() const;
  [[nodiscard]] double mean_share() const;
  /** A box around one architecture that meets the targets. */
  [[nodiscard]] Genome around(const std::vector<int>& levels, Random& random) const;

 private:
  /** work(i, evaluator) for every genome. */
  template <class Work>
  void for_each(const Work& work);
  void judge(Judged& judged, int samples, Evaluator& evaluator) const;
  [[nodiscard]] double fitness(const std::vector<Levels>& box, double share, double miss) const;
  [[nodiscard]] Judged child(std::size_t parent, Random random, Evaluator& evaluator) const;
  void cross(Genome& genome, const Genome& other, Random& random) const;
  void mutate(Genome& genome, Random& random) const;

  const Axes& axes_;
  const TargetRegion& region_;
  const LawSearchOptions& options_;
  std::deque<Evaluator>& evaluators_;
  BoxShaper shaper_;
  std::vector<std::uint32_t> uniforms_;  ///< The random numbers all boxes are judged on, draw by draw.
  std::vector<Judged> all_;
  int samples_;  ///< Draws that genomes of this generation are judged by.
};

}  // namespace narrows
