#include "measure.hpp"

#include <algorithm>
#include <thread>

namespace narrows::device {
namespace {

Json operators(InferenceTimer& timer, const Model& model) {
  Json list = Json::array();
  for (const OperatorTime& step : timer.per_operator(model)) list.push_back(to_json(step));
  return list;
}

}  // namespace

int most_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::vector<Json> measure(std::span<const Model> models, const MeasureOptions& options, const BlockCallback& progress) {
  InferenceTimer timer(options.timer);
  std::vector<Json> results;
  for (const Latency& latency : timer.measure_all(models, progress)) {
    Json result = {{"latency", to_json(latency)}};
    if (options.per_operator) result["operators"] = operators(timer, models[results.size()]);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace narrows::device
