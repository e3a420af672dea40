#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 3;
constexpr int layers = 2;  ///< Of a stage.

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { k = 0, f = stages * layers };
  Value x = net.input();
  for (int stage = 0; stage < stages; ++stage) {
    auto in_stage = net.scope("stage", stage + 1);
    if (stage > 0) x = net.add(MaxPool{}, x);
    for (int i = 0; i < layers; ++i)
      x = conv_bn_relu(net, x, {.out_channels = values[f + stage], .kernel = values[k + stage * layers + i]});
  }
  return classify(net, x);
};

}  // namespace

SearchSpace probenet(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  for (int i = 1; i <= stages * layers; ++i)
    variables.push_back(Choice("k" + std::to_string(i), {1, 3, 5, 7}).in_group("k"));
  add_group(variables, "f", stages, 1, 256);
  return SearchSpace("probenet", std::move(variables), build, input_shape, classes, {{3, 3, 3, 3, 3, 3, 32, 64, 128}});
}

}  // namespace narrows::spaces
