#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "narrows/network_step.hpp"

namespace narrows::timing {

/** What trees ask a step for. */
inline constexpr int step_features = 9;
inline constexpr std::array<std::string_view, step_features> step_feature_names = {
    "log2 in_channels", "log2 out_channels", "log2 group_width",    "kernel",           "stride",
    "log2 pixels",      "log2 MACs",         "out_channels mod 16", "log2 MACs / value"};
using StepFeatures = std::array<float, step_features>;
[[nodiscard]] StepFeatures features_of(const NetworkStep& step);

/** A regression tree over a step's features. */
struct StepTree {
  struct Node {
    int feature = -1;  ///< -1: a leaf.
    float below = 0;   ///< Left if the feature is below that.
    int left = 0;
    int right = 0;
    float value = 0;  ///< Of a leaf.
  };
  std::vector<Node> nodes{};  ///< The root first.

  [[nodiscard]] float operator()(const StepFeatures& features) const {
    const Node* node = nodes.data();
    while (node->feature >= 0)
      node = &nodes[static_cast<std::size_t>(
          features[static_cast<std::size_t>(node->feature)] < node->below ? node->left : node->right)];
    return node->value;
  }
};

}  // namespace narrows::timing
