#include "map_memory.hpp"

#include <algorithm>
#include <map>

namespace narrows::training {
namespace {

bool is_normalisation(const Step& step) { return dynamic_cast<const Normalisation*>(&step) != nullptr; }

/** Which channels of the maps' gradients are written so far. */
class WrittenChannels {
 public:
  /** The flags of a view's channels. */
  auto of(const View& view) {
    std::vector<bool>& all = maps_[view.map];
    all.resize(view.map->channels());
    const auto begin = all.begin() + view.offset;
    return std::ranges::subrange(begin, begin + view.channels);
  }

 private:
  std::map<const Map*, std::vector<bool>> maps_;
};

/** When the values and the gradient of a map are needed: steps forwards, then the same backwards. */
struct Lives {
  MemoryBlock values, gradient;
};
using LivesOfMaps = std::map<const Map*, Lives>;

LivesOfMaps lives_of_maps(Graph& graph, std::size_t batch) {
  const int steps = static_cast<int>(graph.steps().size());
  const int end = 2 * steps;
  LivesOfMaps lives;
  for (const Map& map : graph.maps()) {
    const std::size_t bytes = map.image_bytes() * batch;
    if (map.parent == nullptr) lives[&map] = {{bytes, end, end}, {map.wants_gradient ? bytes : 0, end, 0}};
  }
  lives[&graph.input()].values.first = 0;
  lives[&graph.logits()].gradient = {graph.logits().image_bytes() * batch, steps, end};
  for (int s = 0; s < steps; ++s) {
    const Step& step = *graph.steps()[static_cast<std::size_t>(s)];
    if (is_normalisation(step)) continue;
    for (const View* output : step.outputs()) {
      auto& [values, gradient] = lives[output->map];
      values.first = std::min(values.first, s);
      gradient.last = std::max(gradient.last, end - 1 - s);
    }
    for (const View* input : step.inputs()) {
      MemoryBlock& gradient = lives[input->map].gradient;
      gradient.first = std::min(gradient.first, end - 1 - s);
    }
  }
  for (auto& [map, of_map] : lives) {
    MemoryBlock& gradient = of_map.gradient;
    if (map->zeroed) gradient.first = steps;
    gradient.last = std::max(gradient.first, gradient.last);
  }
  return lives;
}

void make_room_for_sums(Map& map, int shares) {
  map.slope.assign(padded(map.channels()) + widest, 0.0F);
  map.shift.assign(padded(map.channels()) + widest, 0.0F);
  map.sums.assign(static_cast<std::size_t>(shares) * 2 * map.channels(), 0.0);
}

}  // namespace

AlignedMemory::AlignedMemory(std::size_t bytes)
    : memory_(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{memory_alignment}))), bytes_(bytes) {
  std::fill_n(memory_.get(), bytes, std::byte{0});
}

void order_gradients(Graph& graph) {
  WrittenChannels written;
  View logits;
  logits.map = &graph.logits();
  logits.channels = graph.logits().shape.channels;
  const auto of_logits = written.of(logits);
  std::fill(of_logits.begin(), of_logits.end(), true);
  const auto is_written = [](bool value) { return value; };
  for (std::size_t s = graph.steps().size(); s-- > 0;) {
    Step& step = *graph.steps()[s];
    if (is_normalisation(step)) continue;
    for (const View* output : step.outputs())
      if (!std::ranges::all_of(written.of(*output), is_written)) output->map->zeroed = true;
    for (std::size_t i = 0; i < step.inputs().size(); ++i) {
      const View& input = *step.inputs()[i];
      const auto channels = written.of(input);
      const bool all = std::ranges::all_of(channels, is_written);
      if (!all && std::ranges::any_of(channels, is_written)) input.map->zeroed = true;
      step.set_adds(i, all);
      std::fill(channels.begin(), channels.end(), true);
    }
  }
}

AlignedMemory place_maps(Graph& graph, std::size_t batch, int shares) {
  const LivesOfMaps lives = lives_of_maps(graph, batch);
  std::vector<Map*> maps;
  std::vector<MemoryBlock> blocks;
  for (Map& map : graph.maps()) {
    if (map.parent != nullptr) continue;
    maps.push_back(&map);
    blocks.push_back(lives.at(&map).values);
    blocks.push_back(lives.at(&map).gradient);
  }
  const MemoryPlan plan = plan_memory(blocks);
  AlignedMemory memory(plan.bytes + memory_slack);
  for (std::size_t i = 0; i < maps.size(); ++i) {
    maps[i]->data = memory.data() + plan.offsets[2 * i];
    maps[i]->gradient = memory.data() + plan.offsets[2 * i + 1];
    if (maps[i]->normalised) make_room_for_sums(*maps[i], shares);
  }
  return memory;
}

}  // namespace narrows::training
