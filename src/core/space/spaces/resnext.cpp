#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 3;

Value block(auto& net, const Value& x, int width, int groups, int stride) {
  Value y = conv_bn_relu(net, x, {.out_channels = width});
  y = conv_bn_relu(net, y, {.out_channels = width, .kernel = 3, .stride = stride, .groups = groups});
  y = conv_bn(net, y, {.out_channels = 2 * width});
  const bool identity = stride == 1 && net.channels(x) == 2 * width;
  const Value shortcut = identity ? x : conv_bn(net, x, {.out_channels = 2 * width, .stride = stride});
  return net.add(Relu{}, net.add(Add{}, y, shortcut));
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { n = 0, f = n + stages, c = f + stages };
  Value x = conv_bn_relu(net, net.input(), {.out_channels = 64});
  for (int stage = 0; stage < stages; ++stage) {
    const int groups = values[c + stage];
    const int width = values[f + stage] * groups;
    auto in_stage = net.scope("stage", stage + 1);
    x = net.repeat("block", values[n + stage], x, [&](const Value& y, bool first) {
      return block(net, y, width, groups, stage > 0 && first ? 2 : 1);
    });
  }
  return classify(net, x);
};

}  // namespace

SearchSpace resnext(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  add_group(variables, "n", stages, 1, 3);
  add_group(variables, "f", stages, 1, 64);
  add_group(variables, "c", stages, 1, 512);
  return SearchSpace("resnext", std::move(variables), build, input_shape, classes, {{3, 3, 3, 4, 8, 16, 32, 32, 32}});
}

}  // namespace narrows::spaces
