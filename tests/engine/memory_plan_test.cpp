#include "memory_plan.hpp"

#include <doctest/doctest.h>

#include "narrows/random.hpp"

using namespace narrows;

TEST_CASE("blocks needed at the same time never overlap, and others share") {
  narrows::Random random(1);
  std::vector<MemoryBlock> blocks;
  std::size_t total = 0;
  for (int i = 0; i < 60; ++i) {
    const int first = random.uniform(0, 50);
    blocks.push_back({static_cast<std::size_t>(random.uniform(1, 5000)), first, first + random.uniform(0, 6)});
    total += blocks.back().bytes;
  }
  const MemoryPlan plan = plan_memory(blocks);
  CHECK(plan.bytes < total / 2);
  for (std::size_t a = 0; a < blocks.size(); ++a) {
    CHECK(plan.offsets[a] % memory_alignment == 0);
    CHECK(plan.offsets[a] + blocks[a].bytes + memory_slack <= plan.bytes);
    for (std::size_t b = 0; b < a; ++b) {
      if (blocks[a].first > blocks[b].last || blocks[b].first > blocks[a].last) continue;
      const bool apart =
          plan.offsets[a] + blocks[a].bytes <= plan.offsets[b] || plan.offsets[b] + blocks[b].bytes <= plan.offsets[a];
      CHECK(apart);
    }
  }
}
