#include "narrows/cost.hpp"

#include <vector>

#include "narrows/network_builder.hpp"

namespace narrows {

std::string_view name(CostField field) {
  std::string_view found;
  int index = 0;
  Cost::for_each_field([&](std::string_view name, auto) {
    if (index++ == static_cast<int>(field)) found = name;
  });
  return found;
}

Cost count(const Network& network) {
  NetworkBuilder builder(network.input_shape());
  std::vector<Value> inputs;
  for (const Node& node : network.nodes()) {
    inputs.clear();
    for (const int input : node.inputs) inputs.push_back({input, network.shape(input)});
    builder.add(node.op, inputs);
  }
  return builder.cost();
}

}  // namespace narrows
