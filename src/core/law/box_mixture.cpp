#include "law/box_mixture.hpp"

#include <algorithm>
#include <cmath>

namespace narrows {
namespace {

constexpr double notable =
    1.001;  ///< A new box must raise the logarithm of the number of architectures by this factor.

bool overlap(const std::vector<Levels>& a, const std::vector<Levels>& b) {
  for (std::size_t v = 0; v < a.size(); ++v)
    if (a[v].high < b[v].low || b[v].high < a[v].low) return false;
  return true;
}

/** Cuts off what `box` shares with `other`, at the end where the least is lost; false if nothing would be left. */
bool part_from(std::vector<Levels>& box, const std::vector<Levels>& other) {
  double best = 0;
  std::size_t axis = 0;
  Levels rest{0, 0};
  for (std::size_t v = 0; v < box.size(); ++v)
    for (const Levels piece : {Levels{box[v].low, std::min(other[v].low - 1, box[v].high)},
                               Levels{std::max(other[v].high + 1, box[v].low), box[v].high}}) {
      const double kept = static_cast<double>(piece.count()) / box[v].count();
      if (kept <= best) continue;
      best = kept;
      axis = v;
      rest = piece;
    }
  if (best > 0) box[axis] = rest;
  return best > 0;
}

}  // namespace

bool BoxMixture::add(std::vector<Levels> box) {
  for (const std::vector<Levels>& other : boxes_)
    if (overlap(box, other) && !part_from(box, other)) return false;
  const double before = breadth();
  boxes_.push_back(std::move(box));
  if (boxes_.size() == 1 || breadth() >= before * notable) return true;
  boxes_.pop_back();
  return false;
}

bool BoxMixture::contains(const std::vector<int>& levels) const {
  return std::ranges::any_of(boxes_, [&](const std::vector<Levels>& box) {
    for (std::size_t v = 0; v < box.size(); ++v)
      if (levels[v] < box[v].low || levels[v] > box[v].high) return false;
    return true;
  });
}

double BoxMixture::breadth() const {
  double largest = 0;
  for (const auto& box : boxes_) largest = std::max(largest, narrows::breadth(box));
  double sum = 0;
  for (const auto& box : boxes_) sum += std::exp2(narrows::breadth(box) - largest);
  return largest + std::log2(sum);
}

std::vector<Box> BoxMixture::to_boxes(const SearchSpace& space, const Axes& axes) const {
  std::vector<Box> boxes;
  const double all = breadth();
  for (const auto& levels : boxes_) {
    boxes.push_back(to_box(space, axes, levels));
    const double weight = std::exp2(narrows::breadth(levels) - all);
    boxes.back().weight = std::max(std::round(weight * 1e6) / 1e6, 1e-6);
  }
  return boxes;
}

}  // namespace narrows
