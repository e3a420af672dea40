#include "narrows/calibration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
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
constexpr int fewest_covering = 5;
constexpr std::size_t candidates = 64;  // of each space, for few networks that cover its sizes
constexpr std::int64_t fewest_macs = 100'000;
constexpr double spread = 100;  ///< Largest multiply-accumulates over smallest.

void check(const CalibrationOptions& options, int fewest) {
  if (options.networks < fewest)
    throw std::invalid_argument("networks must be at least " + std::to_string(fewest) + ", not " +
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

/** Architectures of one space. */
struct Drawn {
  SearchSpace space;
  std::vector<Architecture> architectures;
};

std::size_t share_of(const CalibrationOptions& options) {
  return (static_cast<std::size_t>(options.networks) + spaces_in_order.size() - 1) / spaces_in_order.size();
}

std::vector<Drawn> draw(const CalibrationOptions& options, std::size_t share, const DrawCallback& progress) {
  std::vector<Drawn> drawn;
  const auto tell = [&](const std::string& name) {
    if (progress) progress(static_cast<int>(drawn.size()), static_cast<int>(spaces_in_order.size()), name);
  };
  for (const char* name : spaces_in_order) {
    tell(name);
    const SearchSpace space = narrows::spaces::get(name);
    drawn.push_back({space, take_below(space, flat_law(space, options), share, options)});
  }
  tell("");
  return drawn;
}

std::vector<CalibrationNetwork> in_turn(std::span<const Drawn> drawn, int count) {
  std::vector<CalibrationNetwork> networks;
  std::size_t most = 0;
  for (const Drawn& each : drawn) most = std::max(most, each.architectures.size());
  for (std::size_t i = 0; i < most; ++i)
    for (const auto& [space, architectures] : drawn)
      if (i < architectures.size() && std::ssize(networks) < count) networks.push_back({space, architectures[i]});
  return networks;
}

/** Ordered so that the first ones of all spaces together, taken in turn, have sizes far apart. */
std::vector<Architecture> by_even_sizes(const Drawn& drawn, std::size_t place, const CalibrationOptions& options) {
  std::vector<Architecture> rest = drawn.architectures;
  std::vector<Architecture> ordered;
  for (std::size_t turn = place; !rest.empty(); turn += spaces_in_order.size()) {
    const double share = std::fmod(0.5 + static_cast<double>(turn) * std::numbers::phi, 1.0);  // evenly for any count
    const double wanted = static_cast<double>(options.max_macs) * std::pow(spread, share - 1);
    const auto nearest = std::ranges::min_element(rest, {}, [&](const Architecture& each) {
      return std::abs(std::log(static_cast<double>(drawn.space.cost(each).macs) / wanted));
    });
    ordered.push_back(*nearest);
    rest.erase(nearest);
  }
  return ordered;
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
  check(options, fewest_networks);
  return in_turn(draw(options, share_of(options), progress), options.networks);
}

std::vector<CalibrationNetwork> covering_networks(const CalibrationOptions& options, const DrawCallback& progress) {
  check(options, fewest_covering);
  std::vector<Drawn> drawn = draw(options, std::max(candidates, share_of(options)), progress);
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i].architectures = by_even_sizes(drawn[i], i, options);
  return in_turn(drawn, options.networks);
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

CalibrationFit fit_calibration_like(std::span<const LatencyMeasurement> measurements, const LatencyModel& like) {
  auto [model, unseen] = LatencyModel::cross_fit_like(measurements, like);
  std::vector<double> measured;
  for (const LatencyMeasurement& each : measurements) measured.push_back(each.latency_ms);
  return {std::move(model), LatencyError::of(unseen, measured), std::move(unseen)};
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
