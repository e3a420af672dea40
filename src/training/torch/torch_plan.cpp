#include "torch_plan.hpp"

#include <algorithm>

namespace narrows {

namespace {

bool is_depthwise(const Node& node) {
  const auto* conv = std::get_if<Conv2d>(&node.op);
  return conv != nullptr && conv->groups > 1 && conv->groups == conv->out_channels;
}

}  // namespace

bool fast_bfloat16() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

// By measurement (docs/training.md): channels last is 1.7 to 2.8 times as fast; bfloat16 on top of it 1.2 to 2.3 times,
// but for networks with depthwise layers 0.6 to 1.0 times.
TorchPlan torch_plan(const Network& network, const TrainerOptions& options) {
  const bool worthwhile =
      options.train_on != TrainOn::cuda && fast_bfloat16() && std::ranges::none_of(network.nodes(), is_depthwise);
  return {.channels_last = options.memory_format != MemoryFormat::contiguous,
          .bfloat16 =
              options.precision == Precision::bfloat16 || (options.precision == Precision::automatic && worthwhile)};
}

}  // namespace narrows
