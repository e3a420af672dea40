#pragma once

#include <cstdint>
#include <vector>

#include "law/genome.hpp"
#include "narrows/random.hpp"

namespace narrows {

/**
 * Local search on one box. In the broadest box of a given share inside, all slabs at its ends have the same share: so
 * it takes in the slab just outside that has the most inside, or gives up the end slab that has the least.
 */
class BoxRefiner {
 public:
  using Levelled = std::vector<Levels>;

  BoxRefiner(const Axes& axes, const TargetRegion& region, Random random)
      : axes_(axes), region_(region), random_(random) {}

  /** Moves the ends of a box, in at most `steps` steps, so that it gets broader with the wanted share inside. */
  void refine(Levelled& box, double wanted, int steps, Evaluator& evaluator);
  /** Gives up end slabs until at least the wanted share of `draws` fresh draws is inside; returns the share. */
  double cut(Levelled& box, double wanted, int draws, Evaluator& evaluator);
  /** Share of fresh draws inside. */
  double share(const Levelled& box, int draws, Evaluator& evaluator);

 private:
  struct Side {
    std::size_t axis;
    bool upper;
  };
  /** Levels beyond (outer) or at (inner) an end; `exists` is false at the end of the axis, or if nothing would be left.
   */
  struct Slab {
    Levels levels{0, 0};
    bool exists = false;
    double share = 0;
  };

  [[nodiscard]] Slab slab(const Levelled& box, Side side, bool outer) const;
  Slab judged_slab(const Levelled& box, Side side, bool outer, Evaluator& evaluator);
  static void move(Levels& range, const Slab& slab, bool upper, bool outer);

  const Axes& axes_;
  const TargetRegion& region_;
  Random random_;
  std::vector<int> values_;
};

}  // namespace narrows
