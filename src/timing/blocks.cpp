#include "blocks.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "narrows/detail/median.hpp"
#include "narrows/latency_summary.hpp"

namespace narrows::timing {
namespace {

/** Calm runs are sought among so many times those that are wanted. */
constexpr int patience = 3;

ProbeTime faster(const ProbeTime& a, const ProbeTime& b) {
  return {std::min(a.compute_ms, b.compute_ms), std::min(a.memory_ms, b.memory_ms)};
}

ProbeTime slower(const ProbeTime& a, const ProbeTime& b) {
  return {std::max(a.compute_ms, b.compute_ms), std::max(a.memory_ms, b.memory_ms)};
}

double ratio(double time, double best) { return best > 0 ? time / best : 1; }

double slowdown(const ProbeTime& probe, const ProbeTime& best) {
  return std::max(ratio(probe.compute_ms, best.compute_ms), ratio(probe.memory_ms, best.memory_ms));
}

/**
 * Runs until enough had the processor to themselves. One that follows an interruption does not count either: it finds
 * the caches of others.
 */
void measure_runs(Subject& subject, int wanted, const Machine& machine, Block& block) {
  std::vector<double> all;
  bool calm_before = true;
  while (std::ssize(block.times_ms) < wanted && std::ssize(all) < std::ptrdiff_t{patience} * wanted) {
    const ProcessorUse before = machine.use();
    const double start = machine.now_ms();
    subject.run();
    all.push_back(machine.now_ms() - start);
    const bool calm = undisturbed(before, machine.use());
    if (calm && calm_before) block.times_ms.push_back(all.back());
    calm_before = calm;
  }
  const auto first = std::min<std::ptrdiff_t>(wanted, std::ssize(all));
  block.mean_ms = std::accumulate(all.begin(), all.begin() + first, 0.0) / static_cast<double>(first);
  if (2 * std::ssize(block.times_ms) < wanted) block.disturbances.insert("preempted");
  if (block.times_ms.empty()) block.times_ms = std::move(all);
}

/** The first run is not timed: another network had the caches before. */
Block measure_block(Subject& subject, int repeats, const Machine& machine, ProbeTime& best) {
  Block block;
  const double begin = machine.now_ms();
  const MachineState before = machine.state();
  const ProbeTime probe_before = machine.probe();
  subject.run();
  measure_runs(subject, repeats, machine, block);
  const ProbeTime probe_after = machine.probe();
  block.after = machine.state();
  block.disturbances.merge(disturbances(before, block.after, machine.now_ms() - begin));
  block.probe = slower(probe_before, probe_after);
  best = faster(best, faster(probe_before, probe_after));
  return block;
}

int undisturbed(const std::vector<Block>& blocks, const ProbeTime& best) {
  return static_cast<int>(
      std::ranges::count_if(blocks, [&](const Block& block) { return disturbances(block, best).empty(); }));
}

bool wants_more(const std::vector<Block>& blocks, const TimerOptions& options, const ProbeTime& best) {
  const auto measured = static_cast<int>(blocks.size());
  return measured < options.blocks + options.spare_blocks && undisturbed(blocks, best) < options.blocks;
}

/** Whether the next block is the first of a new session. */
bool begins_session(const std::vector<Block>& blocks, const TimerOptions& options) {
  const int each = std::max(1, options.blocks / options.sessions);
  const auto measured = static_cast<int>(blocks.size());
  return measured > 0 && measured % each == 0 && measured / each < options.sessions;
}

void renew(Subject& subject, const TimerOptions& options, const Machine& machine) {
  subject.renew();
  TimerOptions shorter = options;
  shorter.warm_up_ms = options.warm_up_ms / options.sessions;
  warm_up(subject, shorter, machine);
}

std::string list(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/**
 * Sessions of one process share what its memory happens to be; those of two processes are apart by half a per cent in
 * the median, and nine of ten by less than one and a half. An interval is as wide as that at least.
 */
void widen(Latency& latency) {
  constexpr double between_processes = 0.01;
  latency.low_ms = std::min(latency.low_ms, (1 - between_processes) * latency.median_ms);
  latency.high_ms = std::max(latency.high_ms, (1 + between_processes) * latency.median_ms);
}

/** What the probes beside these blocks say. */
void add_probes(Latency& latency, const std::vector<const Block*>& blocks, const ProbeTime& best) {
  std::vector<double> compute;
  std::vector<double> memory;
  std::vector<double> slowdowns;
  for (const Block* block : blocks) {
    compute.push_back(block->probe.compute_ms);
    memory.push_back(block->probe.memory_ms);
    slowdowns.push_back(slowdown(block->probe, best));
  }
  latency.compute_probe_ms = detail::median(std::move(compute));
  latency.memory_probe_ms = detail::median(std::move(memory));
  latency.slowdown = detail::median(std::move(slowdowns));
}

}  // namespace

double warm_up(Subject& subject, const TimerOptions& options, const Machine& machine) {
  const double start = machine.now_ms();
  double first_ms = 0;
  for (int i = 0; i < options.warm_up_runs || machine.now_ms() - start < options.warm_up_ms; ++i) {
    subject.run();
    if (i == 0) first_ms = machine.now_ms() - start;
  }
  return first_ms;
}

std::vector<Measured> measure_blocks(std::span<Subject* const> subjects, const TimerOptions& options,
                                     const Machine& machine, ProbeTime& best, const BlockCallback& progress) {
  std::vector<Measured> measured(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) measured[i].first_ms = warm_up(*subjects[i], options, machine);
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      std::vector<Block>& blocks = measured[i].blocks;
      if (!wants_more(blocks, options, best)) continue;
      more = true;
      if (begins_session(blocks, options)) renew(*subjects[i], options, machine);
      blocks.push_back(measure_block(*subjects[i], options.repeats, machine, best));
      if (progress)
        progress({.network = static_cast<int>(i),
                  .networks = static_cast<int>(subjects.size()),
                  .block = static_cast<int>(blocks.size()) - 1,
                  .blocks = options.blocks});
    }
  }
  return measured;
}

std::set<std::string> disturbances(const Block& block, const ProbeTime& best) {
  // A network is slower by as much as arithmetic is, and by about a tenth of what copies are.
  constexpr double compute_tolerance = 1.03;
  constexpr double memory_tolerance = 1.15;
  std::set<std::string> found = block.disturbances;
  if (ratio(block.probe.compute_ms, best.compute_ms) > compute_tolerance ||
      ratio(block.probe.memory_ms, best.memory_ms) > memory_tolerance)
    found.insert("slowed");
  return found;
}

Latency summarise(const Measured& measured, int wanted, const ProbeTime& best) {
  const int good = undisturbed(measured.blocks, best);
  const bool disturbed = 2 * good < wanted;
  std::vector<const Block*> used;
  std::vector<std::vector<double>> times;
  std::set<std::string> reasons;
  double temperature_c = 0;
  for (const Block& block : measured.blocks) {
    const std::set<std::string> own = disturbances(block, best);
    reasons.insert(own.begin(), own.end());
    temperature_c = std::max(temperature_c, block.after.temperature_c);
    if (!disturbed && !own.empty()) continue;
    used.push_back(&block);
    times.push_back(block.times_ms);
  }
  Latency latency = summarise_blocks(times);
  latency.mean_ms = used.front()->mean_ms;
  latency.disturbed = disturbed;
  latency.disturbed_blocks = static_cast<int>(measured.blocks.size()) - good;
  latency.disturbances = list(reasons);
  latency.governor = measured.blocks.back().after.governor;
  latency.frequency_mhz = measured.blocks.back().after.frequency_mhz;
  latency.temperature_c = temperature_c;
  latency.first_ms = measured.first_ms;
  widen(latency);
  add_probes(latency, used, best);
  return latency;
}

}  // namespace narrows::timing
