#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "narrows/network.hpp"

namespace narrows {

/** What of a network's shape tells how accurate it can become, in the order of `NetworkShape::names`. */
struct NetworkShape {
  static constexpr std::size_t count = 10;
  static constexpr std::array<std::string_view, count> names = {
      "parameters",    "macs_per_pixel",   "depth",           "narrowest_layer",     "last_width", "halvings",
      "share_at_half", "share_at_quarter", "share_at_eighth", "activation_per_pixel"};

  /**
   * `parameters`, `macs_per_pixel` (of the input), `depth` (convolutions on the longest path; those that only work out
   * a factor for each channel of a map, as squeeze-and-excite does, are no layers of their own), `narrowest_layer` and
   * `last_width` (channels of a convolution; features that the last linear layer reads) and `activation_per_pixel`
   * (bytes of the peak) as decimal logarithms; `halvings`: how often the map was halved at its smallest; the shares of
   * the convolutions' weights that lie on maps of a half, a quarter, and an eighth or less of the input's height.
   */
  std::array<double, count> values{};

  /** Throws std::invalid_argument for a network without a convolution and a linear layer. */
  [[nodiscard]] static NetworkShape of(const Network& network);
};

/**
 * The test error, in per cent, that a network of one of the paper's spaces is expected to reach on CIFAR-10 after the
 * paper's 100 epochs: a ridge regression per space on the network's shape, fitted on the 810 of the authors' 1,617
 * released results with an even number. It ranks the networks within a limit; for another data set only the order
 * means something.
 *
 * Nothing for a space that the authors did not release, and for a network with fewer or more parameters than theirs:
 * outside what it was fitted on, such a regression is worse than the number of parameters.
 */
[[nodiscard]] std::optional<double> expected_error(std::string_view space, const Network& network);

}  // namespace narrows
