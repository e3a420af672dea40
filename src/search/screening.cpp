#include <algorithm>
#include <cstdio>
#include <map>

#include "search_state.hpp"

// A limit on latency: chosen networks are measured before they are trained.
namespace narrows {

namespace {

std::string ms(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g ms", value);
  return text;
}

}  // namespace

bool Search::State::keeps_limit(const Work& work) const {
  return work.latency && std::max(work.latency->median_ms, work.latency->high_ms) < options.max_latency->ms;
}

/** Only as many as still have to keep the limit, first ranks first. */
bool Search::State::to_be_measured(int rank) const {
  if (works[static_cast<std::size_t>(rank)].latency) return false;
  const auto kept = std::ranges::count_if(works, [&](const Work& work) { return keeps_limit(work); });
  const auto before =
      std::count_if(works.begin(), works.begin() + rank, [](const Work& work) { return !work.latency; });
  return kept + before < options.train;
}

/** Those of the search's device that are in its store. */
void Search::State::read_latencies() {
  if (!options.max_latency) return;
  std::map<std::pair<std::string, std::string>, Latency> found;
  for (const StoredLatency& stored : store->latencies(options.device))
    found.insert_or_assign({stored.network.space, stored.network.architecture}, stored.latency);
  for (Work& work : works) {
    const auto known = found.find({work.candidate.network.space, work.candidate.network.architecture});
    if (known != found.end()) work.latency = known->second;
  }
}

void Search::State::end_screening() {
  if (!screening()) return;
  for (int rank = 0; rank < static_cast<int>(works.size()); ++rank)
    if (to_be_measured(rank)) return;
  std::map<std::string, int> rank_of;
  int broken = 0;
  for (const Work& work : works) {
    if (keeps_limit(work) && static_cast<int>(rank_of.size()) < options.train)
      rank_of.emplace(work.candidate.name, static_cast<int>(rank_of.size()));
    broken += work.latency && !keeps_limit(work);
  }
  for (Candidate& candidate : file.plan.candidates) {
    const auto found = rank_of.find(candidate.name);
    candidate.rank = found == rank_of.end() ? -1 : found->second;
  }
  const std::string limit = ms(options.max_latency->ms) + " on " + options.device;
  file.plan.notes.push_back(std::to_string(rank_of.size()) + " of " + std::to_string(rank_of.size() + broken) +
                            " networks that were measured before training keep the limit of " + limit);
  if (static_cast<int>(rank_of.size()) < options.train)
    file.plan.notes.push_back("only " + std::to_string(rank_of.size()) + " candidates keep the limit of " + limit +
                              ": training these");
  file.screened = true;
  save();
  load_works();
}

std::string Search::broken_limit(const SearchJob& job, const Latency& latency) const {
  const double limit = state_->options.max_latency ? state_->options.max_latency->ms : 0;
  if (std::max(latency.median_ms, latency.high_ms) < limit) return "";
  return job.name + " is left out: it takes " + ms(latency.median_ms) + " (up to " + ms(latency.high_ms) + ") on " +
         state_->options.device + ", the limit is " + ms(limit);
}

}  // namespace narrows
