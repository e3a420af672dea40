#pragma once

#include <string>
#include <vector>

#include "narrows/network_builder.hpp"
#include "narrows/variable.hpp"

namespace narrows::spaces {

/** Convolution and batch norm. */
Value conv_bn(auto& net, const Value& x, const Conv2d& conv) { return net.add(BatchNorm{}, net.add(conv, x)); }

/** Convolution, batch norm, ReLU. */
Value conv_bn_relu(auto& net, const Value& x, const Conv2d& conv) { return net.add(Relu{}, conv_bn(net, x, conv)); }

/** Batch norm, ReLU. */
Value bn_relu(auto& net, const Value& x) { return net.add(Relu{}, net.add(BatchNorm{}, x)); }

/** Mean over the map and a linear layer for the classes. */
Value classify(auto& net, const Value& x) {
  auto scope = net.scope("classifier");
  return net.add(Linear{.out_features = net.classes()}, net.add(GlobalAveragePool{}, x));
}

/** Variables name1 .. name`count` of one group. */
inline void add_group(std::vector<Variable>& variables, const std::string& name, int count, int low, int high) {
  for (int i = 1; i <= count; ++i) variables.push_back(Integer(name + std::to_string(i), low, high).in_group(name));
}

}  // namespace narrows::spaces
