#include "processors.hpp"

#include <doctest/doctest.h>
#include <sched.h>

using namespace narrows;

TEST_CASE("a thread that leaves a processor runs on another one and may still use all") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  bool moved = processors() == 1;                              // there is nowhere to go
  for (int attempt = 0; attempt < 100 && !moved; ++attempt) {  // the system may move it back at any time
    const int here = this_processor();
    leave_processor(here);
    moved = this_processor() != here;
  }
  CHECK(moved);
  cpu_set_t after;
  REQUIRE(sched_getaffinity(0, sizeof after, &after) == 0);
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("a thread that may use one processor only stays there") {
  cpu_set_t all;
  REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(this_processor(), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  const int here = this_processor();
  leave_processor(here);
  CHECK(this_processor() == here);
  leave_processor(-1);
  CHECK(this_processor() == here);
  sched_setaffinity(0, sizeof all, &all);
}
