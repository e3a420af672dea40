#include "identity.hpp"

#include <nlohmann/json.hpp>

namespace narrows {
namespace {

using Json = nlohmann::json;

Json number(Sides sides) { return sides.square() ? Json(sides.height) : Json{sides.height, sides.width}; }

Json number(Padding padding) {
  const bool even = padding == Padding(padding.top);
  return even ? Json(padding.top) : Json{padding.top, padding.left, padding.bottom, padding.right};
}

/** What an operation is by default is left out, so that older checkpoints stay valid. */
Json fields(const Conv2d& o) {
  Json all = {o.out_channels, number(o.kernel), number(o.stride), number(o.padding), o.groups, o.bias};
  if (o.dilation != 1) all.push_back(number(o.dilation));
  return all;
}

template <one_of<MaxPool, AveragePool> Pool>
Json fields(const Pool& o) {
  Json all = {number(o.kernel), number(o.stride), number(o.padding)};
  if (o.ceil_mode) all.push_back("ceil_mode");
  if constexpr (std::is_same_v<Pool, AveragePool>)
    if (o.count_include_pad) all.push_back("count_include_pad");
  return all;
}

Json fields(const Op& op) {
  return std::visit(
      overloaded{[](const Conv2d& o) { return fields(o); }, [](const MaxPool& o) { return fields(o); },
                 [](const AveragePool& o) { return fields(o); }, [](const BatchNorm& o) -> Json { return {o.epsilon}; },
                 [](const Relu& o) -> Json { return {o.max}; },
                 [](const Clip& o) -> Json {
                   return {o.min, o.max};
                 },
                 [](const LeakyRelu& o) -> Json { return {o.slope}; }, [](const Elu& o) -> Json { return {o.alpha}; },
                 [](const HardSigmoid& o) -> Json {
                   return {o.slope, o.offset};
                 },
                 [](const Linear& o) -> Json {
                   return {o.out_features, o.bias};
                 },
                 [](const Slice& o) -> Json {
                   return {o.begin, o.end};
                 },
                 [](const ChannelShuffle& o) -> Json { return {o.groups}; },
                 [](const one_of<Sigmoid, HardSwish, Silu, GlobalAveragePool, GlobalMaxPool, Add, Multiply, Concat,
                                 Softmax> auto&) { return Json::array(); }},
      op);
}

Json nodes_of(const Network& network) {
  Json nodes = Json::array();
  for (const Node& node : network.nodes())
    nodes.push_back({node.name, std::string(name(node.op)), fields(node.op), node.inputs});
  return nodes;
}

}  // namespace

std::string training_identity(const Network& network, const Recipe& recipe, std::uint64_t seed,
                              const Dataset& dataset) {
  const Json identity = {{"network", nodes_of(network)},
                         {"output", network.output()},
                         {"recipe", Json::parse(recipe.to_json())},
                         {"seed", seed},
                         {"data", dataset.digest()},
                         {"classes", dataset.classes()}};
  return identity.dump();
}

}  // namespace narrows
