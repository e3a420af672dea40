#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 3;

Value cell(auto& net, const Value& x) {
  const int width = net.channels(x);
  const Value y = conv_bn(net, x, {.out_channels = width, .kernel = 7, .groups = width});
  const Value pooled = net.add(MaxPool{.kernel = 3, .stride = 1, .padding = 1}, x);
  return net.add(Relu{}, net.add(Add{}, y, pooled));
}

Value reduction(auto& net, const Value& x, int width) {
  const Value y = conv_bn(net, x, {.out_channels = width, .kernel = 7, .stride = 2, .groups = net.channels(x)});
  const Value pooled = net.add(MaxPool{.kernel = 3, .stride = 2, .padding = 1}, x);
  return net.add(Relu{}, net.add(Add{}, y, conv_bn(net, pooled, {.out_channels = width})));
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { n = 0, f1 = stages, d = f1 + 1 };
  Value x = conv_bn_relu(net, net.input(), {.out_channels = values[f1], .kernel = 3});
  for (int stage = 0; stage < stages; ++stage) {
    auto in_stage = net.scope("stage", stage + 1);
    if (stage > 0) {
      auto in_reduction = net.scope("reduction");
      x = reduction(net, x, net.channels(x) * values[d + stage - 1]);
    }
    x = net.repeat("cell", values[n + stage], x, [&](const Value& y, bool) { return cell(net, y); });
  }
  return classify(net, x);
};

}  // namespace

SearchSpace pnasnet(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  add_group(variables, "n", stages, 1, 12);
  variables.push_back(Integer("f1", 1, 128));
  variables.push_back(Integer("d2", 1, 4));
  variables.push_back(Integer("d3", 1, 4));
  return SearchSpace("pnasnet", std::move(variables), build, input_shape, classes, {{6, 6, 6, 44, 2, 2}});
}

}  // namespace narrows::spaces
