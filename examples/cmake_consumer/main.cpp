#include <cstdio>
#include <cstdlib>

#include "narrows/inference_timer.hpp"
#include "narrows/model.hpp"
#include "narrows/spaces.hpp"

int main(int argc, char** argv) {
  const int side = argc > 1 ? std::atoi(argv[1]) : 32;  // of the images, in pixels
  const narrows::SearchSpace space = narrows::spaces::mobilenetv2({3, side, side});
  const narrows::Network network = space.build(*space.reference());
  const narrows::Latency latency = narrows::InferenceTimer().measure(narrows::Model::initialised(network));
  std::printf("%lld parameters, %.2f ms\n", static_cast<long long>(narrows::count(network).parameters),
              latency.median_ms);
}
