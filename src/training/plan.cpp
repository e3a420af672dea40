#include "plan.hpp"

#include <algorithm>

namespace narrows {

bool fast_bfloat16() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

Plan plan_for(const Network&, const TrainerOptions& options) {
  Plan plan{.channels_last = options.memory_format != "contiguous", .bfloat16 = options.precision == "bfloat16"};
  return plan;
}

}  // namespace narrows
