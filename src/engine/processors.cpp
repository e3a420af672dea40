#include "processors.hpp"

#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <thread>

namespace narrows {

#ifdef __linux__

int processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int this_processor() { return sched_getcpu(); }

void leave_processor(int number) {
  cpu_set_t allowed;
  if (number < 0 || number != sched_getcpu() || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  cpu_set_t others = allowed;
  CPU_CLR(number, &others);
  if (sched_setaffinity(0, sizeof others, &others) == 0)  // fails where there are no others
    sched_setaffinity(0, sizeof allowed, &allowed);       // where it is now it stays, but it need not
}

#else

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }
int this_processor() { return -1; }
void leave_processor(int) {}

#endif

}  // namespace narrows
