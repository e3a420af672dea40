#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <vector>

#include "narrows/expected_accuracy.hpp"
#include "narrows/network_builder.hpp"

namespace narrows {
namespace {

/** What is gathered over a network's convolutions. */
struct Convolutions {
  int depth = 0;  ///< On the longest path.
  int narrowest = 0;
  int smallest_map = 0;
  int last_width = 0;               ///< Read by the last linear layer.
  std::array<double, 4> weights{};  ///< By the number of times their map was halved, three or more as three.

  [[nodiscard]] double share(std::size_t halvings) const {
    return weights[halvings] / (weights[0] + weights[1] + weights[2] + weights[3]);
  }
};

double halvings(int full, int map) { return std::log2(static_cast<double>(full) / map); }

void add(Convolutions& all, const Conv2d& op, Shape in, Shape out, int full) {
  all.narrowest = all.narrowest == 0 ? op.out_channels : std::min(all.narrowest, op.out_channels);
  all.smallest_map = all.smallest_map == 0 ? out.height : std::min(all.smallest_map, out.height);
  const auto level = static_cast<std::size_t>(std::clamp(std::lround(halvings(full, out.height)), 0L, 3L));
  all.weights[level] += static_cast<double>(op.kernel.area()) * in.channels / op.groups * op.out_channels;
}

/** Of two factors the second one may be a value per channel: it weighs the map, and adds no map of its own. */
std::span<const int> maps_read(const Network& network, const Node& node) {
  const bool gated =
      std::holds_alternative<Multiply>(node.op) && network.shape(node.inputs[0]) != network.shape(node.inputs[1]);
  return std::span(node.inputs).first(gated ? 1 : node.inputs.size());
}

/** By value: whether it is a map on the way to the result, and not only what a gate of it is worked out from. */
std::vector<bool> maps_of(const Network& network) {
  std::vector<bool> maps(network.nodes().size() + 1, false);
  maps[static_cast<std::size_t>(network.output())] = true;
  for (std::size_t value = network.nodes().size(); value > 0; --value) {
    if (!maps[value]) continue;
    for (const int input : maps_read(network, network.nodes()[value - 1])) maps[static_cast<std::size_t>(input)] = true;
  }
  return maps;
}

Convolutions convolutions_of(const Network& network) {
  Convolutions all;
  const std::vector<bool> maps = maps_of(network);
  std::vector<int> depths{0};  // By value: convolutions on the longest path to it.
  for (const Node& node : network.nodes()) {
    int depth = 0;
    for (const int input : maps_read(network, node)) depth = std::max(depth, depths[static_cast<std::size_t>(input)]);
    const Shape in = network.shape(node.inputs[0]);
    if (const auto* convolution = std::get_if<Conv2d>(&node.op); convolution != nullptr && maps[depths.size()]) {
      add(all, *convolution, in, node.shape, network.input_shape().height);
      ++depth;
    }
    if (std::holds_alternative<Linear>(node.op)) all.last_width = in.channels;
    depths.push_back(depth);
    all.depth = std::max(all.depth, depth);
  }
  if (all.depth == 0 || all.last_width == 0)
    throw std::invalid_argument("network must have a convolution and a linear layer");
  return all;
}

}  // namespace

NetworkShape NetworkShape::of(const Network& network) {
  const Convolutions all = convolutions_of(network);
  const Cost cost = narrows::count(network);
  const Shape input = network.input_shape();
  const double pixels = static_cast<double>(input.height) * input.width;
  return {{std::log10(static_cast<double>(cost.parameters)), std::log10(static_cast<double>(cost.macs) / pixels),
           std::log10(all.depth), std::log10(all.narrowest), std::log10(all.last_width),
           halvings(input.height, all.smallest_map), all.share(1), all.share(2), all.share(3),
           std::log10(static_cast<double>(cost.peak_activation_bytes) / pixels)}};
}

}  // namespace narrows
