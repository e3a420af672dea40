#include "layers.hpp"
#include "narrows/spaces.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 3;

Value block(NetworkBuilder& net, const Value& x, int width, int groups, int stride) {
  Value y = conv_bn_relu(net, x, {.out_channels = width});
  y = conv_bn_relu(net, y, {.out_channels = width, .kernel = 3, .stride = stride, .groups = groups});
  y = conv_bn(net, y, {.out_channels = 2 * width});
  const bool identity = stride == 1 && net.channels(x) == 2 * width;
  const Value shortcut = identity ? x : conv_bn(net, x, {.out_channels = 2 * width, .stride = stride});
  return net.add(Relu{}, net.add(Add{}, y, shortcut));
}

Value build(NetworkBuilder& net, const Values& values) {
  enum : int { n = 0, f = n + stages, c = f + stages };
  Value x = conv_bn_relu(net, net.input(), {.out_channels = 64});
  for (int stage = 0; stage < stages; ++stage) {
    const int groups = values[c + stage];
    for (int i = 0; i < values[n + stage]; ++i) {
      auto in_stage = net.scope("stage", stage + 1);
      auto in_block = net.scope("block", i + 1);
      x = block(net, x, values[f + stage] * groups, groups, stage > 0 && i == 0 ? 2 : 1);
    }
  }
  return classify(net, x);
}

}  // namespace

SearchSpace resnext(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  add_group(variables, "n", stages, 1, 3);
  add_group(variables, "f", stages, 1, 64);
  add_group(variables, "c", stages, 1, 512);
  return SearchSpace("resnext", std::move(variables), build, input_shape, classes, {{3, 3, 3, 4, 8, 16, 32, 32, 32}});
}

}  // namespace narrows::spaces
