#include "narrows/paper/import_results.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "narrows/paper/network.hpp"
#include "narrows/spaces.hpp"

namespace narrows::paper {
namespace {

constexpr int runs = 5;               ///< Behind each released mean.
constexpr double student_95 = 2.776;  ///< Of 4 degrees of freedom, two-sided.
const StoredDataset cifar10{"cifar10", "", 10, 50000, 0, 10000};

/** Numbers and reasons of the rows that are not what they say. */
std::map<std::string, std::string> refusals(const std::vector<ReleasedResult>& results) {
  std::map<std::string, std::string> reasons;
  for (const ReleasedResult& result : results) {
    if (reasons.contains(result.where)) continue;
    for (const Comparison& row : compare_networks({result}))
      if (row.verdict == Verdict::differs && !reasons.contains(result.where))
        reasons[result.where] =
            row.note + " (" + result.space + " " + row.entry +
            (row.ours.empty() ? ")" : ", " + row.number + ": " + row.printed + " given, " + row.ours + " recomputed)");
  }
  return reasons;
}

StoredTraining training_of(const ReleasedResult& result, const StoredNetwork& network) {
  StoredTraining training;
  training.network = network;
  training.dataset = cifar10;
  training.recipe = "as released, law " + result.law;
  training.seed = result.id;
  training.source = "IBM/iotnets";
  training.test_accuracy = result.accuracy;
  return training;
}

/** The timings of one network on one device, by law and number. */
using Timings = std::map<std::pair<std::string, std::uint32_t>, std::pair<double, double>>;

/** All timings as one: the spread within each and between them. */
Latency together(const Timings& timings) {
  double sum = 0;
  for (const auto& [number, timing] : timings) sum += timing.first;
  const auto count = static_cast<double>(timings.size());
  Latency latency;
  latency.mean_ms = sum / count;
  double variance = 0;
  for (const auto& [number, timing] : timings)
    variance += (timing.second * timing.second + std::pow(timing.first - latency.mean_ms, 2)) / count;
  latency.std_ms = std::sqrt(variance);
  latency.median_ms = latency.min_ms = latency.p90_ms = latency.mean_ms;
  latency.repeats = runs * static_cast<int>(timings.size());
  const double half = student_95 * latency.std_ms / std::sqrt(latency.repeats);
  latency.low_ms = std::max(0.0, latency.mean_ms - half);
  latency.high_ms = latency.mean_ms + half;
  latency.threads = 0;  // not recorded
  latency.engine = "pytorch";
  return latency;
}

struct Rows {
  std::map<std::string, StoredNetwork> networks;                   ///< By architecture.
  std::map<std::pair<std::string, std::string>, Timings> timings;  ///< By architecture and device.
  std::map<std::tuple<std::string, std::string, std::uint32_t>, StoredTraining> trainings;
};

void gather(const ReleasedResult& result, Rows& rows) {
  const Architecture architecture = network(result.space, result.law, result.id);
  const std::string key = architecture.to_json();
  if (!rows.networks.contains(key))
    rows.networks.emplace(key, StoredNetwork::of(spaces::get(result.space), architecture));
  rows.trainings.emplace(std::tuple(result.space, result.law, result.id), training_of(result, rows.networks.at(key)));
  if (!result.device.empty())
    rows.timings[{key, result.device}][{result.law, result.id}] = {result.latency_ms, result.latency_std_ms};
}

void write(const Rows& rows, ResultsStore& store) {
  store.transaction([&] {
    for (const auto& [number, training] : rows.trainings) store.put(training);
    for (const auto& [key, timings] : rows.timings)
      store.put(rows.networks.at(key.first), {key.second, "released by the paper's authors"}, together(timings));
  });
}

}  // namespace

Import import_results(const std::vector<ReleasedResult>& results, ResultsStore& store) {
  const auto refused = refusals(results);
  Rows rows;
  std::set<std::string> devices;
  for (const ReleasedResult& result : results) {
    if (refused.contains(result.where)) continue;
    gather(result, rows);
    if (!result.device.empty()) devices.insert(result.device);
  }
  write(rows, store);
  Import import{static_cast<int>(rows.trainings.size()),
                static_cast<int>(rows.networks.size()),
                static_cast<int>(rows.timings.size()),
                {devices.begin(), devices.end()},
                {}};
  for (const auto& [where, reason] : refused) import.refused.push_back(reason);
  return import;
}

}  // namespace narrows::paper
