#include "thread_pool.hpp"

#include <doctest/doctest.h>
#include <sched.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

using narrows::ThreadPool;

TEST_CASE("every index of every job is called once") {
  for (const int threads : {1, 2, 3}) {
    const ThreadPool pool(threads);
    for (int job = 0; job < 2'000; ++job) {
      const auto count = static_cast<std::size_t>(job % 37);
      std::vector<int> calls(count);
      pool.for_each(count, [&](std::size_t i) { ++calls[i]; });
      REQUIRE(calls == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("threads share one job, where there are processors") {
  const ThreadPool pool(2);
  std::atomic<int> there = 0;
  pool.for_each(2, [&](std::size_t) {
    ++there;
    while (there < pool.threads()) std::this_thread::yield();  // for the other one
  });
  CHECK(there == 2);
}

TEST_CASE("a pool that slept works again, and one that never worked ends") {
  const ThreadPool pool(2);
  const ThreadPool idle(2);
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    pool.wake();
    std::atomic<int> sum = 0;
    pool.for_each(10, [&](std::size_t value) { sum += static_cast<int>(value); });
    CHECK(sum == 45);
  }
}

TEST_CASE("a pool has no more threads than the process has processors, and at least one") {
  cpu_set_t all;
  REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  CHECK(ThreadPool(1000).threads() == CPU_COUNT(&all));
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(ThreadPool(2).threads() == 1);
  sched_setaffinity(0, sizeof all, &all);
  CHECK_THROWS_WITH_AS(ThreadPool(0), "threads must be at least 1, not 0", std::invalid_argument);
}
