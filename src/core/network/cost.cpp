#include "narrows/cost.hpp"

#include <vector>

#include "narrows/network_builder.hpp"

namespace narrows {

std::string_view name(CostField field) {
  switch (field) {
    case CostField::parameters:
      return "parameters";
    case CostField::macs:
      return "macs";
    case CostField::weight_bytes:
      return "weight_bytes";
    case CostField::peak_activation_bytes:
      return "peak_activation_bytes";
  }
  return "";
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
