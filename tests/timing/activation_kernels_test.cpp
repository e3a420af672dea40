#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <cmath>

#include "kernel.hpp"

using namespace narrows;
using namespace narrows::timing;

namespace {

/** check() with the best instructions of this processor, and as if it had nothing better than AVX2 or SSE4. */
template <class Check>
void with_every_target(const Check& check) {
  check();
#if HWY_ARCH_X86 && !defined(HWY_COMPILE_ONLY_STATIC)
  const auto use = [](std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  for (const std::int64_t target : {HWY_AVX2, HWY_SSE4}) {
    if ((hwy::SupportedTargets() & HWY_TARGETS & target) == 0) continue;
    use(target);
    CAPTURE(hwy::TargetName(target));
    check();
    use(0);
  }
#endif
}

/** The largest difference from `definition`, as a share of its value where that is above 1, over [-30, 30]. */
template <class Definition>
double worst(const Curve& op, const Definition& definition) {
  constexpr int count = 60'001;  // no multiple of any vector
  std::vector<float> values(count);
  for (int i = 0; i < count; ++i) values[i] = static_cast<float>(i - 30'000) * 1e-3F;
  const std::vector<float> given = values;
  const Tensor map{values.data(), {count, 1, 1}, count};
  curve(op, map, map, {}, ThreadPool(1))->run();
  double difference = 0;
  for (int i = 0; i < count; ++i) {
    const double expected = definition(given[i]);
    difference = std::max(difference, std::abs(values[i] - expected) / std::max(1.0, std::abs(expected)));
  }
  return difference;
}

}  // namespace

TEST_CASE("the curves that need e^x are right to 5e-7 on every instruction set") {
  with_every_target([] {
    CHECK(worst(Sigmoid{}, [](double x) { return 1 / (1 + std::exp(-x)); }) < 5e-7);
    CHECK(worst(Silu{}, [](double x) { return x / (1 + std::exp(-x)); }) < 5e-7);
    CHECK(worst(Elu{}, [](double x) { return x > 0 ? x : std::expm1(x); }) < 5e-7);
  });
}
