#include "halving.hpp"

#include <algorithm>
#include <numeric>

namespace narrows {
namespace {

constexpr int most_halvings = 3;

int halvings_of(int networks) {
  int halvings = 0;
  for (int left = networks; left > 1 && halvings < most_halvings; left = (left + 1) / 2) ++halvings;
  return halvings;
}

const std::vector<Paused>& climbed(const SearchFile& file, int rank) {
  static const std::vector<Paused> nothing;
  const auto found = file.paused.find(rank);
  return found == file.paused.end() ? nothing : found->second;
}

/** The best of those that have reached the top of a rung, in the order of their ranks. */
std::vector<int> best_of(const SearchFile& file, std::vector<int> ranks, std::size_t rung, int count) {
  const auto accuracy = [&](int rank) { return climbed(file, rank)[rung].accuracy; };
  std::ranges::stable_sort(ranks, std::ranges::greater(), accuracy);
  ranks.resize(std::min(ranks.size(), static_cast<std::size_t>(count)));
  std::ranges::sort(ranks);
  return ranks;
}

}  // namespace

std::vector<Rung> rungs_of(int networks, int epochs, Spend spend) {
  std::vector<Rung> rungs;
  int left = networks;
  for (int halvings = spend == Spend::halving ? halvings_of(networks) : 0; halvings >= 0; --halvings) {
    const int until = std::max(1, epochs >> halvings);
    if (!rungs.empty() && until == rungs.back().epochs) continue;
    if (!rungs.empty()) left = (left + 1) / 2;
    rungs.push_back({left, until});
  }
  return rungs;
}

bool Standing::contains(int rank) const { return std::ranges::binary_search(ranks, rank); }

Standing standing_of(const SearchFile& file, int networks) {
  const std::vector<Rung>& rungs = file.schedule.value().rungs;
  Standing now{0, std::vector<int>(static_cast<std::size_t>(networks))};
  std::iota(now.ranks.begin(), now.ranks.end(), 0);
  std::erase_if(now.ranks, [&](int rank) { return file.failures.contains(rank); });
  while (now.rung + 1 < rungs.size()) {
    const auto there = [&](int rank) { return climbed(file, rank).size() > now.rung; };
    if (!std::ranges::all_of(now.ranks, there)) break;
    now.ranks = best_of(file, now.ranks, now.rung, rungs[now.rung + 1].networks);
    ++now.rung;
  }
  return now;
}

int pause_of(const SearchFile& file, std::size_t rung) {
  const std::vector<Rung>& rungs = file.schedule.value().rungs;
  return rung + 1 < rungs.size() ? rungs[rung].epochs : 0;
}

bool waits(const SearchFile& file, int rank, std::size_t rung) {
  return pause_of(file, rung) != 0 && climbed(file, rank).size() > rung;
}

std::map<int, Paused> stopped_in(const SearchFile& file) {
  std::map<int, Paused> stopped;
  if (!file.schedule) return stopped;
  const Standing now = standing_of(file, file.schedule->networks);
  for (const auto& [rank, reached] : file.paused)
    if (!now.contains(rank) && !file.failures.contains(rank)) stopped[rank] = reached.back();
  return stopped;
}

}  // namespace narrows
