#include "probe.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace narrows;

TEST_CASE("a probe is short, and the same work takes the same time") {
  const timing::Probe probe;
  std::vector<double> compute;
  std::vector<double> memory;
  for (int i = 0; i < 50; ++i) {
    const ProbeTime time = probe();
    compute.push_back(time.compute_ms);
    memory.push_back(time.memory_ms);
  }
  for (std::vector<double>* times : {&compute, &memory}) {
    std::ranges::sort(*times);
    CHECK(times->front() > 0.001);
    CHECK(times->front() < 10);
    CHECK((*times)[10] < 1.5 * times->front());  // others may work on this machine
  }
}
