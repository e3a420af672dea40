#pragma once

#include <string>
#include <vector>

#include "narrows/network.hpp"

namespace narrows {

/** Names of what a network's latency is made of: "run", "depthwise calls", "depthwise MACs", "depthwise bytes" ... */
[[nodiscard]] const std::vector<std::string>& latency_feature_names();

/** The amounts, in the order of the names; MACs and bytes in millions. */
[[nodiscard]] std::vector<double> latency_features(const Network& network);

}  // namespace narrows
