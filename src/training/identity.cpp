#include "identity.hpp"

#include <nlohmann/json.hpp>

namespace narrows {
namespace {

using Json = nlohmann::json;

Json fields(const Op& op) {
  return std::visit(
      overloaded{
          [](const Conv2d& o) -> Json { return {o.out_channels, o.kernel, o.stride, o.padding, o.groups, o.bias}; },
          [](const BatchNorm& o) -> Json { return {o.epsilon}; }, [](const Relu& o) -> Json { return {o.max}; },
          [](const MaxPool& o) -> Json {
            return {o.kernel, o.stride, o.padding};
          },
          [](const AveragePool& o) -> Json {
            return {o.kernel, o.stride, o.padding};
          },
          [](const GlobalAveragePool&) { return Json::array(); }, [](const Add&) { return Json::array(); },
          [](const Concat&) { return Json::array(); },
          [](const Linear& o) -> Json {
            return {o.out_features, o.bias};
          },
          [](const Softmax&) { return Json::array(); }},
      op);
}

Json nodes_of(const Network& network) {
  Json nodes = Json::array();
  for (const Node& node : network.nodes())
    nodes.push_back({node.name, std::string(name(node.op)), fields(node.op), node.inputs});
  return nodes;
}

}  // namespace

std::string training_identity(const Network& network, const Recipe& recipe, std::uint64_t seed, const Dataset& dataset,
                              const Plan& plan) {
  const Json identity = {{"network", nodes_of(network)},
                         {"output", network.output()},
                         {"recipe", Json::parse(recipe.to_json())},
                         {"seed", seed},
                         {"data", dataset.digest()},
                         {"classes", dataset.classes()},
                         {"channels_last", plan.channels_last},
                         {"bfloat16", plan.bfloat16}};
  return identity.dump();
}

}  // namespace narrows
