#include "memory_plan.hpp"

#include <algorithm>
#include <numeric>

namespace narrows {
namespace {

std::size_t padded(std::size_t bytes) {
  return (bytes + memory_slack + memory_alignment - 1) / memory_alignment * memory_alignment;
}

bool meet(const MemoryBlock& a, const MemoryBlock& b) { return a.first <= b.last && b.first <= a.last; }

}  // namespace

MemoryPlan plan_memory(std::span<const MemoryBlock> blocks) {
  std::vector<std::size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return blocks[a].bytes > blocks[b].bytes; });
  MemoryPlan plan{.offsets = std::vector<std::size_t>(blocks.size())};
  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t block : order) {
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!meet(blocks[block], blocks[other])) continue;
      if (offset + padded(blocks[block].bytes) <= plan.offsets[other]) break;
      offset = std::max(offset, plan.offsets[other] + padded(blocks[other].bytes));
    }
    plan.offsets[block] = offset;
    plan.bytes = std::max(plan.bytes, offset + padded(blocks[block].bytes));
    const auto place =
        std::upper_bound(placed.begin(), placed.end(), offset,
                         [&](std::size_t value, std::size_t other) { return value < plan.offsets[other]; });
    placed.insert(place, block);
  }
  return plan;
}

}  // namespace narrows
