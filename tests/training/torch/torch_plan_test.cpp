#include "torch_plan.hpp"

#include <doctest/doctest.h>

#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

TorchPlan plan_of(const char* space_name, TrainerOptions options) {
  const SearchSpace space = spaces::get(space_name);
  return torch_plan(space.build(*space.reference()), options);
}

}  // namespace

TEST_CASE("on a CPU bfloat16 is chosen where the CPU has it, except for networks with depthwise layers") {
  const TrainerOptions cpu{.train_on = TrainOn::torch_cpu};
  CHECK(plan_of("densenet", cpu).bfloat16 == fast_bfloat16());
  CHECK(plan_of("resnext", cpu).bfloat16 == fast_bfloat16());
  CHECK_FALSE(plan_of("mobilenetv2", cpu).bfloat16);
  CHECK_FALSE(plan_of("pnasnet", cpu).bfloat16);
  CHECK_FALSE(plan_of("densenet", {.train_on = TrainOn::cuda}).bfloat16);
}

TEST_CASE("what the options say is done") {
  CHECK(plan_of("mobilenetv2", {.train_on = TrainOn::torch_cpu, .precision = Precision::bfloat16}).bfloat16);
  CHECK_FALSE(plan_of("densenet", {.train_on = TrainOn::torch_cpu, .precision = Precision::float32}).bfloat16);
  CHECK_FALSE(
      plan_of("densenet", {.train_on = TrainOn::torch_cpu, .memory_format = MemoryFormat::contiguous}).channels_last);
  CHECK(plan_of("densenet", {.train_on = TrainOn::torch_cpu}).channels_last);
}
