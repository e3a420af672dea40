#include "measure.hpp"

#include <algorithm>
#include <thread>

namespace narrows::device {

int most_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

Json measure(const Model& model, const MeasureOptions& options) {
  return {{"latency", to_json(InferenceTimer(options.timer).measure(model))}};
}

}  // namespace narrows::device
