#include "blocks.hpp"

#include <algorithm>

namespace narrows::timing {
namespace {

/** The first run is not timed: another network had the caches before. */
Block measure_block(const Run& run, int repeats, const Machine& machine) {
  Block block{.times_ms = std::vector<double>(static_cast<std::size_t>(repeats)), .disturbances = {}, .after = {}};
  const double begin = machine.now_ms();
  const MachineState before = machine.state();
  run();
  const ProcessorUse use_before = machine.use();
  for (double& time : block.times_ms) {
    const double start = machine.now_ms();
    run();
    time = machine.now_ms() - start;
  }
  const ProcessorUse use_after = machine.use();
  block.after = machine.state();
  block.disturbances = disturbances(before, block.after, machine.now_ms() - begin);
  block.disturbances.merge(disturbances(use_before, use_after, repeats));
  return block;
}

int undisturbed(const std::vector<Block>& blocks) {
  return static_cast<int>(
      std::count_if(blocks.begin(), blocks.end(), [](const Block& block) { return block.disturbances.empty(); }));
}

bool wants_more(const std::vector<Block>& blocks, const TimerOptions& options) {
  const auto measured = static_cast<int>(blocks.size());
  return measured < options.blocks + options.spare_blocks && undisturbed(blocks) < options.blocks;
}

std::string list(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

void warm_up(const Run& run, const TimerOptions& options, const Machine& machine) {
  const double start = machine.now_ms();
  for (int i = 0; i < options.warm_up_runs || machine.now_ms() - start < options.warm_up_ms; ++i) run();
}

std::vector<std::vector<Block>> measure_blocks(std::span<const Run> runs, const TimerOptions& options,
                                               const Machine& machine, const BlockCallback& progress) {
  for (const Run& run : runs) warm_up(run, options, machine);
  std::vector<std::vector<Block>> blocks(runs.size());
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (!wants_more(blocks[i], options)) continue;
      more = true;
      blocks[i].push_back(measure_block(runs[i], options.repeats, machine));
      if (progress)
        progress({.network = static_cast<int>(i),
                  .networks = static_cast<int>(runs.size()),
                  .block = static_cast<int>(blocks[i].size()) - 1,
                  .blocks = options.blocks});
    }
  }
  return blocks;
}

Latency summarise(const std::vector<Block>& blocks, int wanted) {
  const int good = undisturbed(blocks);
  const bool disturbed = 2 * good < wanted;
  std::vector<std::vector<double>> used;
  std::set<std::string> reasons;
  double temperature_c = 0;
  for (const Block& block : blocks) {
    if (disturbed || block.disturbances.empty()) used.push_back(block.times_ms);
    reasons.insert(block.disturbances.begin(), block.disturbances.end());
    temperature_c = std::max(temperature_c, block.after.temperature_c);
  }
  Latency latency = summarise_blocks(used);
  latency.disturbed = disturbed;
  latency.disturbed_blocks = static_cast<int>(blocks.size()) - good;
  latency.disturbances = list(reasons);
  latency.governor = blocks.back().after.governor;
  latency.frequency_mhz = blocks.back().after.frequency_mhz;
  latency.temperature_c = temperature_c;
  return latency;
}

}  // namespace narrows::timing
