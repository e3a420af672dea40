// From a limit to a network that keeps it: ./small_network 50k small.onnx
// Draws a hundred MobileNetV2s below the limit, takes the one that computes most, writes and times it.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/inference_timer.hpp"
#include "narrows/onnx_exporter.hpp"
#include "narrows/spaces.hpp"

int main(int argc, char** argv) try {
  const char* limit = argc > 1 ? argv[1] : "50k";
  const char* path = argc > 2 ? argv[2] : "small.onnx";

  const narrows::SearchSpace space = narrows::spaces::mobilenetv2({.channels = 3, .height = 32, .width = 32}, 10);
  const narrows::LawResult found = narrows::find_law(space, {narrows::Limit("parameters", limit)});
  std::printf("a law over %s architectures, %.1f %% of them within\n", found.law.cardinality().c_str(),
              100 * found.share_inside);

  const auto candidates = found.law.sample(100);
  const auto macs = [&](const narrows::Architecture& one) { return space.cost(one).macs; };
  const auto most = *std::max_element(candidates.begin(), candidates.end(),
                                      [&](const auto& a, const auto& b) { return macs(a) < macs(b); });

  const narrows::Model model = narrows::Model::initialised(space.build(most));
  narrows::OnnxExporter().write(model, path);
  std::printf("%s: %lld parameters, %.3f ms\n", path, static_cast<long long>(space.cost(most).parameters),
              narrows::InferenceTimer().measure(model).median_ms);
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
