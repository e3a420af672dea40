#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace narrows {

/** A piece of memory needed from step `first` to step `last`, both included. */
struct MemoryBlock {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  ///< One per block.
  std::size_t bytes = 0;             ///< Of the whole.
};

/** Every offset and size is a multiple of this: a cache line, and the widest vector. */
inline constexpr std::size_t memory_alignment = 64;
/** Kernels may read this far past the end of a block. */
inline constexpr std::size_t memory_slack = 128;

/** Places blocks so that those needed at the same time do not overlap: the largest first, each as low as it fits. */
[[nodiscard]] MemoryPlan plan_memory(std::span<const MemoryBlock> blocks);

}  // namespace narrows
