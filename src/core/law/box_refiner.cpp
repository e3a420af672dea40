#include "law/box_refiner.hpp"

#include <algorithm>
#include <cmath>

namespace narrows {
namespace {

constexpr int slab_draws = 48;
constexpr int steps_between_checks = 12;
constexpr int slabs_per_width = 12;  ///< A slab is this part of a range, but at least one level.

}  // namespace

double BoxRefiner::share(const Levelled& box, int draws, Evaluator& evaluator) {
  values_.resize(box.size());
  int inside = 0;
  for (int draw = 0; draw < draws; ++draw) {
    for (std::size_t v = 0; v < box.size(); ++v) values_[v] = axes_.value(v, random_.uniform(box[v].low, box[v].high));
    evaluator(values_);
    inside += region_.inside(evaluator.coordinates());
  }
  return static_cast<double>(inside) / draws;
}

BoxRefiner::Slab BoxRefiner::slab(const Levelled& box, Side side, bool outer) const {
  const Levels& range = box[side.axis];
  const int size = std::max(1, range.count() / slabs_per_width);
  Slab slab;
  if (outer) {
    slab.levels = side.upper ? Levels{range.high + 1, std::min(range.high + size, axes_.size(side.axis) - 1)}
                             : Levels{std::max(range.low - size, 0), range.low - 1};
    slab.exists = slab.levels.low <= slab.levels.high;
  } else {
    slab.levels = side.upper ? Levels{range.high - size + 1, range.high} : Levels{range.low, range.low + size - 1};
    slab.exists = slab.levels.count() < range.count();
  }
  return slab;
}

BoxRefiner::Slab BoxRefiner::judged_slab(const Levelled& box, Side side, bool outer, Evaluator& evaluator) {
  Slab judged = slab(box, side, outer);
  if (!judged.exists) return judged;
  Levelled part = box;
  part[side.axis] = judged.levels;
  judged.share = share(part, slab_draws, evaluator);
  return judged;
}

void BoxRefiner::move(Levels& range, const Slab& slab, bool upper, bool outer) {
  if (upper)
    range.high = outer ? slab.levels.high : slab.levels.low - 1;
  else
    range.low = outer ? slab.levels.low : slab.levels.high + 1;
}

void BoxRefiner::refine(Levelled& box, double wanted, int steps, Evaluator& evaluator) {
  const std::size_t sides = 2 * box.size();
  const auto side = [](std::size_t i) { return Side{i / 2, i % 2 == 1}; };
  std::vector<Slab> outer(sides);
  std::vector<Slab> inner(sides);
  const auto look = [&](std::size_t i) {
    outer[i] = judged_slab(box, side(i), true, evaluator);
    inner[i] = judged_slab(box, side(i), false, evaluator);
  };
  for (std::size_t i = 0; i < sides; ++i) look(i);
  double inside = share(box, 8 * slab_draws, evaluator);
  for (int step = 0; step < steps; ++step) {
    const bool grow = inside >= wanted;
    std::vector<Slab>& slabs = grow ? outer : inner;
    std::size_t best = sides;
    for (std::size_t i = 0; i < sides; ++i) {
      const bool better =
          best == sides || (grow ? slabs[i].share > slabs[best].share : slabs[i].share < slabs[best].share);
      if (better && slab(box, side(i), grow).exists) best = i;
    }
    if (best == sides || (grow && slabs[best].share < 0.3)) break;
    const double before = slabs[best].share;
    slabs[best] = judged_slab(box, side(best), grow, evaluator);  // other ends have moved since it was judged
    if (std::abs(slabs[best].share - before) > 0.2) continue;
    const Slab& taken = slabs[best];
    const double part = static_cast<double>(taken.levels.count()) / box[best / 2].count();
    const double in_slab = slabs[best].share;
    inside = grow ? (inside + in_slab * part) / (1 + part) : (inside - in_slab * part) / (1 - part);
    move(box[best / 2], taken, side(best).upper, grow);
    look(best);
    if (step % steps_between_checks == steps_between_checks - 1) inside = share(box, 4 * slab_draws, evaluator);
  }
}

double BoxRefiner::cut(Levelled& box, double wanted, int draws, Evaluator& evaluator) {
  const std::size_t axes = box.size();
  std::vector<std::vector<int>> drawn(static_cast<std::size_t>(draws), std::vector<int>(axes));
  std::vector<char> inside(drawn.size());
  values_.resize(axes);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (std::size_t v = 0; v < axes; ++v) {
      drawn[i][v] = random_.uniform(box[v].low, box[v].high);
      values_[v] = axes_.value(v, drawn[i][v]);
    }
    evaluator(values_);
    inside[i] = region_.inside(evaluator.coordinates());
  }
  while (true) {
    const auto hits = static_cast<double>(std::ranges::count(inside, 1));
    const double reached = hits / static_cast<double>(inside.size());
    if (reached >= wanted || inside.size() < 64) return reached;
    Side worst{axes, false};
    double worst_share = 1;
    for (std::size_t i = 0; i < 2 * axes; ++i) {
      const Side side{i / 2, i % 2 == 1};
      const Slab candidate = slab(box, side, false);
      if (!candidate.exists) continue;
      int all = 0;
      int met = 0;
      for (std::size_t k = 0; k < drawn.size(); ++k) {
        const int level = drawn[k][side.axis];
        if (level < candidate.levels.low || level > candidate.levels.high) continue;
        ++all;
        met += inside[k];
      }
      const double candidate_share = all == 0 ? 1 : static_cast<double>(met) / all;
      if (candidate_share >= worst_share) continue;
      worst_share = candidate_share;
      worst = side;
    }
    if (worst.axis == axes) return reached;
    const Levels given_up = slab(box, worst, false).levels;
    move(box[worst.axis], slab(box, worst, false), worst.upper, false);
    std::size_t kept = 0;
    for (std::size_t k = 0; k < drawn.size(); ++k) {
      if (drawn[k][worst.axis] >= given_up.low && drawn[k][worst.axis] <= given_up.high) continue;
      std::swap(drawn[kept], drawn[k]);
      inside[kept++] = inside[k];
    }
    drawn.resize(kept);
    inside.resize(kept);
  }
}

}  // namespace narrows
