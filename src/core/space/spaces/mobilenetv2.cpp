#include <array>

#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 7;

/** The stride of each stage from the pattern's digits. */
std::array<int, stages> strides(int pattern) {
  std::array<int, stages> digits{};
  for (int i = stages - 1; i >= 0; --i, pattern /= 10) digits[static_cast<std::size_t>(i)] = pattern % 10;
  return digits;
}

Value block(auto& net, const Value& x, int expansion, int width, int stride) {
  const int inner = expansion * net.channels(x);
  Value y = conv_bn_relu(net, x, {.out_channels = inner});
  y = conv_bn_relu(net, y, {.out_channels = inner, .kernel = 3, .stride = stride, .groups = inner});
  y = conv_bn(net, y, {.out_channels = width});
  if (stride == 2) return y;
  return net.add(Add{}, y, net.channels(x) == width ? x : conv_bn(net, x, {.out_channels = width}));
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { fin = 0, e = 1, f = e + stages, n = f + stages, s = n + stages, fout = s + 1 };
  const auto stride = strides(values[s]);
  Value x = conv_bn_relu(net, net.input(), {.out_channels = values[fin], .kernel = 3});
  for (int stage = 0; stage < stages; ++stage) {
    auto in_stage = net.scope("stage", stage + 1);
    x = net.repeat("block", values[n + stage], x, [&](const Value& y, bool first) {
      return block(net, y, values[e + stage], values[f + stage], first ? stride[static_cast<std::size_t>(stage)] : 1);
    });
  }
  return classify(net, conv_bn_relu(net, x, {.out_channels = values[fout]}));
};

}  // namespace

SearchSpace mobilenetv2(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  variables.push_back(Integer("fin", 1, 128));
  add_group(variables, "e", stages, 1, 8);
  add_group(variables, "f", stages, 1, 320);
  add_group(variables, "n", stages, 1, 4);
  variables.push_back(Arrangement("s", {1, 1, 1, 1, 2, 2, 2}));
  variables.push_back(Integer("fout", 1, 1280));
  return SearchSpace("mobilenetv2", std::move(variables), build, input_shape, classes,
                     {{32, 1, 6, 6, 6, 6, 6, 6, 16, 24, 32, 64, 96, 160, 320, 1, 2, 3, 4, 3, 3, 1, 1122121, 1280}});
}

}  // namespace narrows::spaces
