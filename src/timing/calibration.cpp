#include "narrows/calibration.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/spaces.hpp"

namespace narrows {
namespace {

constexpr std::array spaces_in_order{"densenet", "googlenet", "mobilenetv2", "mobilenetv3", "pnasnet", "resnext"};
constexpr int fewest_networks = 20;
constexpr std::int64_t fewest_macs = 100'000;
constexpr double spread = 100;  ///< Largest multiply-accumulates over smallest.

void check(const CalibrationOptions& options) {
  if (options.networks < fewest_networks)
    throw std::invalid_argument("networks must be at least " + std::to_string(fewest_networks) + ", not " +
                                std::to_string(options.networks));
  if (options.max_macs < fewest_macs)
    throw std::invalid_argument("max_macs must be at least " + std::to_string(fewest_macs) + ", not " +
                                std::to_string(options.max_macs));
}

/** The first `share` different architectures of the law below the limit; fewer where it has no more. */
std::vector<Architecture> take_below(const SearchSpace& space, const SamplingLaw& law, std::size_t share,
                                     const CalibrationOptions& options) {
  std::vector<Architecture> found;
  for (const std::size_t draws : {4 * share, 16 * share, 256 * share}) {
    found.clear();
    std::set<std::vector<int>> seen;
    for (const Architecture& drawn : law.sample(draws, options.seed)) {
      const std::int64_t macs = space.cost(drawn).macs;
      if (macs <= 0 || macs >= options.max_macs) continue;
      if (found.size() < share && seen.insert({drawn.values().begin(), drawn.values().end()}).second)
        found.push_back(drawn);
    }
    if (found.size() == share) break;
  }
  return found;
}

SamplingLaw flat_law(const SearchSpace& space, const CalibrationOptions& options) {
  const auto most = static_cast<double>(options.max_macs);
  return GeneticLawOptimizer(space, Flat(CostField::macs, most / spread, most), {.seed = options.seed}).run().law;
}

/** Places in the order of the groups: neighbours go to different folds. */
std::vector<std::size_t> by_group(std::span<const std::string> groups) {
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) -> const std::string& { return groups[i]; });
  return order;
}

}  // namespace

std::vector<CalibrationNetwork> calibration_networks(const CalibrationOptions& options, const DrawCallback& progress) {
  check(options);
  constexpr std::size_t spaces = spaces_in_order.size();
  const auto share = (static_cast<std::size_t>(options.networks) + spaces - 1) / spaces;
  std::vector<std::pair<SearchSpace, std::vector<Architecture>>> drawn;
  const auto tell = [&](const std::string& name) {
    if (progress) progress(static_cast<int>(drawn.size()), static_cast<int>(spaces), name);
  };
  for (const char* name : spaces_in_order) {
    tell(name);
    const SearchSpace space = narrows::spaces::get(name);
    drawn.emplace_back(space, take_below(space, flat_law(space, options), share, options));
  }
  tell("");
  std::vector<CalibrationNetwork> networks;
  for (std::size_t i = 0; i < share; ++i)
    for (const auto& [space, architectures] : drawn)
      if (i < architectures.size() && std::ssize(networks) < options.networks)
        networks.push_back({space, architectures[i]});
  return networks;
}

CalibrationFit fit_calibration(std::span<const LatencyMeasurement> measurements, std::span<const std::string> groups) {
  if (measurements.size() != groups.size())
    throw std::invalid_argument("groups must be as many as measurements, " + std::to_string(measurements.size()) +
                                ", not " + std::to_string(groups.size()));
  const std::vector<std::size_t> order = by_group(groups);
  std::vector<LatencyMeasurement> sorted;
  std::vector<double> measured;
  for (const std::size_t i : order) {
    sorted.push_back(measurements[i]);
    measured.push_back(measurements[i].latency_ms);
  }
  auto [model, unseen] = LatencyModel::cross_fit(sorted);
  std::vector<double> predicted(unseen.size());
  for (std::size_t i = 0; i < order.size(); ++i) predicted[order[i]] = unseen[i];
  return {std::move(model), LatencyError::of(unseen, measured), std::move(predicted)};
}

std::map<std::string, double> times_by_kind(const Network& network, std::span<const OperatorTime> operators) {
  std::map<std::string, StepKind, std::less<>> kinds;
  for (const NodeStep& found : steps_of(network))
    if (found.node >= 0) kinds.try_emplace(network.nodes()[static_cast<std::size_t>(found.node)].name, found.step.kind);
  std::map<std::string, double> times;
  for (const OperatorTime& time : operators) {
    const auto kind = kinds.find(time.name);
    times[std::string(name(kind == kinds.end() ? StepKind::copy : kind->second))] += time.ms;
  }
  return times;
}

}  // namespace narrows
