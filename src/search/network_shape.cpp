#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "narrows/cost.hpp"
#include "narrows/expected_accuracy.hpp"

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

Convolutions convolutions_of(const Network& network) {
  Convolutions all;
  std::vector<int> depths{0};  // By value: convolutions on the longest path to it.
  for (const Node& node : network.nodes()) {
    int depth = 0;
    for (const int input : node.inputs) depth = std::max(depth, depths[static_cast<std::size_t>(input)]);
    const Shape in = network.shape(node.inputs[0]);
    if (const auto* convolution = std::get_if<Conv2d>(&node.op)) {
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
