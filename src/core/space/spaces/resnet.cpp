#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 4;
constexpr int basic = 1;
constexpr int bottleneck = 4;  ///< Also how many times wider its output is.

Value shortcut(auto& net, const Value& x, int width, int stride) {
  if (stride == 1 && net.channels(x) == width) return x;
  return conv_bn(net, x, {.out_channels = width, .stride = stride});
}

Value basic_block(auto& net, const Value& x, int width, int stride) {
  const Value y = conv_bn_relu(net, x, {.out_channels = width, .kernel = 3, .stride = stride});
  const Value z = conv_bn(net, y, {.out_channels = width, .kernel = 3});
  return net.add(Relu{}, net.add(Add{}, z, shortcut(net, x, width, stride)));
}

Value bottleneck_block(auto& net, const Value& x, int width, int stride) {
  Value y = conv_bn_relu(net, x, {.out_channels = width});
  y = conv_bn_relu(net, y, {.out_channels = width, .kernel = 3, .stride = stride});
  y = conv_bn(net, y, {.out_channels = bottleneck * width});
  return net.add(Relu{}, net.add(Add{}, y, shortcut(net, x, bottleneck * width, stride)));
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { fin = 0, f = 1, n = f + stages, b = n + stages };
  Value x = conv_bn_relu(net, net.input(), {.out_channels = values[fin], .kernel = 3});
  for (int stage = 0; stage < stages; ++stage) {
    auto in_stage = net.scope("stage", stage + 1);
    const int width = values[f + stage];
    const bool is_basic = values[b + stage] == basic;
    x = net.repeat("block", values[n + stage], x, [&](const Value& y, bool first) {
      const int stride = stage > 0 && first ? 2 : 1;
      return is_basic ? basic_block(net, y, width, stride) : bottleneck_block(net, y, width, stride);
    });
  }
  return classify(net, x);
};

}  // namespace

SearchSpace resnet(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  variables.push_back(Integer("fin", 1, 128));
  add_group(variables, "f", stages, 1, 512);
  add_group(variables, "n", stages, 1, 6);
  for (int stage = 1; stage <= stages; ++stage)
    variables.push_back(Choice("b" + std::to_string(stage), {basic, bottleneck}).in_group("b"));
  return SearchSpace("resnet", std::move(variables), build, input_shape, classes,
                     {{64, 64, 128, 256, 512, 2, 2, 2, 2, basic, basic, basic, basic}});
}

}  // namespace narrows::spaces
