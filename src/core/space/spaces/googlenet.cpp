#include <array>

#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int modules = 9;
constexpr int widths = 6;

/** The convolutions of this space have a bias beside the batch norm. */
Value conv(auto& net, const Value& x, int width, int kernel) {
  return conv_bn_relu(net, x, {.out_channels = width, .kernel = kernel, .bias = true});
}

Value inception(auto& net, const Value& x, const VariableValues& values, int first) {
  const auto f = [&](int i) { return values[first + i - 1]; };
  const Value one = conv(net, x, f(1), 1);
  const Value three = conv(net, conv(net, x, f(2), 1), f(3), 3);
  const Value five = conv(net, conv(net, conv(net, x, f(4), 1), f(5), 3), f(5), 3);
  const Value pooled = conv(net, net.add(MaxPool{.kernel = 3, .stride = 1, .padding = 1}, x), f(6), 1);
  return net.add(Concat{}, {one, three, five, pooled});
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  Value x = conv(net, net.input(), values[0], 3);
  for (int module = 0; module < modules; ++module) {
    if (module == 2 || module == 7) x = net.add(MaxPool{.kernel = 3, .stride = 2, .padding = 1}, x);
    auto in_module = net.scope("module", module + 1);
    x = inception(net, x, values, 1 + module * widths);
  }
  return classify(net, x);
};

}  // namespace

SearchSpace googlenet(Shape input_shape, int classes) {
  constexpr std::array<int, widths> highest = {384, 192, 384, 48, 128, 128};
  std::vector<Variable> variables{Integer("f00", 1, 256)};
  for (int module = 1; module <= modules; ++module)
    for (int i = 1; i <= widths; ++i) {
      const std::string group = "f" + std::to_string(i);
      const int high = highest[static_cast<std::size_t>(i - 1)];
      variables.push_back(Integer(group + "_" + std::to_string(module), 1, high).in_group(group));
    }
  return SearchSpace("googlenet", std::move(variables), build, input_shape, classes,
                     {{192, 64,  96,  128, 16,  32,  32,  128, 128, 192, 32,  96,  64,  192, 96,  208, 16, 48, 64,
                       160, 112, 224, 24,  64,  64,  128, 128, 256, 24,  64,  64,  112, 144, 288, 32,  64, 64, 256,
                       160, 320, 32,  128, 128, 256, 160, 320, 32,  128, 128, 384, 192, 384, 48,  128, 128}});
}

}  // namespace narrows::spaces
