#include "law/box_union.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "law/range.hpp"

namespace narrows {
namespace {

using boost::multiprecision::cpp_int;

/** The boxes that a beginning of an architecture (values of the first variables) still lies in. */
using BoxSet = std::vector<std::uint64_t>;
/** How many beginnings lie in exactly these boxes. */
using Counts = std::map<BoxSet, cpp_int>;

/**
 * Walks through the variables and groups all beginnings by the boxes they lie in: few groups, whatever the number of
 * architectures. A variable and those whose bound depends on it are walked through value by value.
 */
class Counter {
 public:
  Counter(const std::vector<Variable>& variables, const std::vector<Box>& boxes)
      : variables_(variables), boxes_(boxes) {
    bounded_by_.resize(variables.size());
    bounded_.resize(variables.size());
    for (const Box& box : boxes)
      for (std::size_t v = 0; v < variables.size(); ++v) note_bound(v, box.ranges[v]);
  }

  cpp_int count() const {
    Counts counts{{all(), 1}};
    for (std::size_t v = 0; v < variables_.size(); ++v)
      if (!bounded_[v]) counts = extend(counts, v);
    cpp_int sum = 0;
    for (const auto& [set, count] : counts) sum += count;
    return sum;
  }

 private:
  void note_bound(std::size_t v, const Range& range) {
    if (range.over.empty() || bounded_[v]) return;
    bounded_[v] = true;
    bounded_by_[variable_index(variables_, range.over)].push_back(v);
  }

  BoxSet all() const {
    BoxSet set((boxes_.size() + 63) / 64, ~std::uint64_t{0});
    if (boxes_.size() % 64 != 0) set.back() = (std::uint64_t{1} << (boxes_.size() % 64)) - 1;
    return set;
  }

  /** Boxes whose range of variable v has this value, its bounding variable (if any) having the value `over`, which is
   * read only then. */
  BoxSet having(std::size_t v, int value, int over) const {
    BoxSet set((boxes_.size() + 63) / 64);
    for (std::size_t b = 0; b < boxes_.size(); ++b) {
      Range range = boxes_[b].ranges[v];
      if (!range.over.empty()) range.high = bounded_high(range.high, range.limit, range.inclusive, over);
      range.over.clear();
      if (range_contains(variables_, range, value, {})) set[b / 64] |= std::uint64_t{1} << (b % 64);
    }
    return set;
  }

  std::map<BoxSet, int> values_by_boxes(std::size_t v, int over = 0) const {
    std::map<BoxSet, int> groups;
    for (int level = 0; level < variables_[v].size(); ++level) ++groups[having(v, variables_[v].value(level), over)];
    return groups;
  }

  static void multiply(const Counts& counts, const std::map<BoxSet, int>& groups, Counts& result) {
    for (const auto& [set, count] : counts)
      for (const auto& [boxes, size] : groups) {
        BoxSet both = set;
        for (std::size_t i = 0; i < both.size(); ++i) both[i] &= boxes[i];
        if (std::ranges::any_of(both, [](std::uint64_t word) { return word != 0; })) result[both] += count * size;
      }
  }

  Counts extend(const Counts& counts, std::size_t v) const {
    Counts result;
    if (bounded_by_[v].empty()) {
      multiply(counts, values_by_boxes(v), result);
      return result;
    }
    for (int level = 0; level < variables_[v].size(); ++level) {
      const int value = variables_[v].value(level);
      Counts with_value;
      multiply(counts, {{having(v, value, 0), 1}}, with_value);
      for (const std::size_t bounded : bounded_by_[v]) {
        if (with_value.empty()) break;
        Counts next;
        multiply(with_value, values_by_boxes(bounded, value), next);
        with_value = std::move(next);
      }
      for (const auto& [set, count] : with_value) result[set] += count;
    }
    return result;
  }

  const std::vector<Variable>& variables_;
  const std::vector<Box>& boxes_;
  std::vector<std::vector<std::size_t>> bounded_by_;
  std::vector<bool> bounded_;
};

}  // namespace

cpp_int union_size(const std::vector<Variable>& variables, const std::vector<Box>& boxes) {
  return Counter(variables, boxes).count();
}

}  // namespace narrows
