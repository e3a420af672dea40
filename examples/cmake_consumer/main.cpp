#include <cstdio>

#include "narrows/inference_timer.hpp"
#include "narrows/model.hpp"
#include "narrows/spaces.hpp"

int main() {
  const narrows::SearchSpace space = narrows::spaces::mobilenetv2();
  const narrows::Network network = space.build(*space.reference());
  const narrows::Latency latency = narrows::InferenceTimer().measure(narrows::Model::initialised(network));
  std::printf("%lld parameters, %.2f ms\n", static_cast<long long>(narrows::count(network).parameters),
              latency.median_ms);
}
