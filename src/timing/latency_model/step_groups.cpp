#include <algorithm>
#include <map>
#include <string>

#include "step_fit.hpp"

namespace narrows::timing {
namespace {

void add(std::vector<FitPart>& parts, const NetworkStep& step) {
  const auto same = std::find_if(parts.begin(), parts.end(), [&](const FitPart& part) { return part.step == step; });
  if (same != parts.end())
    ++same->times;
  else
    parts.push_back({step});
}

FitGroup whole(const LatencyMeasurement& measurement, std::span<const NodeStep> steps) {
  FitGroup group{.parts = {}, .ms = measurement.latency_ms, .whole = true};
  for (const NodeStep& found : steps) add(group.parts, found.step);
  return group;
}

/** What all steps took together when they were timed one by one, input and output included. */
double sum_of(std::span<const OperatorTime> operators) {
  double ms = 0;
  for (const OperatorTime& time : operators) ms += time.ms;
  return ms;
}

/**
 * Steps that the engine ran for one node each. Together they take what the whole network does: the whole is timed
 * better, and when steps are timed looking at the clock is timed, too.
 */
void add_operators(const LatencyMeasurement& measurement, std::span<const NodeStep> steps,
                   std::vector<FitGroup>& groups) {
  std::map<std::string, FitGroup, std::less<>> by_name;
  for (const NodeStep& found : steps)
    if (found.node >= 0)
      add(by_name[measurement.network.nodes()[static_cast<std::size_t>(found.node)].name].parts, found.step);
  const double sum = sum_of(measurement.operators);
  const double scale = sum > 0 ? measurement.latency_ms / sum : 1;
  for (const OperatorTime& time : measurement.operators) {
    const auto group = by_name.find(time.name);
    if (group != by_name.end()) group->second.ms += scale * time.ms;
  }
  for (auto& [name, group] : by_name)
    if (group.ms > 0) groups.push_back(std::move(group));
}

}  // namespace

std::vector<FitGroup> groups_of(std::span<const LatencyMeasurement> measurements) {
  std::vector<FitGroup> wholes;
  std::vector<FitGroup> groups;
  for (const LatencyMeasurement& measurement : measurements) {
    const std::vector<NodeStep> steps = steps_of(measurement.network);
    wholes.push_back(whole(measurement, steps));
    if (!measurement.operators.empty()) add_operators(measurement, steps, groups);
  }
  // What is asked for are whole networks: together they weigh as much as all their steps.
  const double weight = std::max(1.0, static_cast<double>(groups.size()) / static_cast<double>(wholes.size()));
  for (FitGroup& group : wholes) group.weight = weight;
  std::move(wholes.begin(), wholes.end(), std::back_inserter(groups));
  return groups;
}

}  // namespace narrows::timing
