#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 4;

Value dense_layer(auto& net, const Value& x, int growth) {
  Value y = net.add(Conv2d{.out_channels = 4 * growth}, bn_relu(net, x));
  y = net.add(Conv2d{.out_channels = growth, .kernel = 3}, bn_relu(net, y));
  return net.add(Concat{}, {y, x});
}

Value transition(auto& net, const Value& x, int percent) {
  const int kept = static_cast<int>(net.channels(x) * (percent / 100.0));  // in doubles, as the authors compute it
  const Value y = net.add(Conv2d{.out_channels = kept}, bn_relu(net, x));
  return net.add(AveragePool{.kernel = 2, .stride = 2}, y);
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  const int growth = values[stages];
  const int percent = values[stages + 1];
  Value x = net.add(Conv2d{.out_channels = 2 * growth, .kernel = 3}, net.input());
  for (int stage = 0; stage < stages; ++stage) {
    {
      auto in_stage = net.scope("stage", stage + 1);
      x = net.repeat("layer", values[stage], x, [&](const Value& y, bool) { return dense_layer(net, y, growth); });
    }
    if (stage + 1 == stages) break;
    auto in_transition = net.scope("transition", stage + 1);
    x = transition(net, x, percent);
    if (!net.valid()) return x;
  }
  return classify(net, bn_relu(net, x));
};

}  // namespace

SearchSpace densenet(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  add_group(variables, "n", stages, 1, 32);
  variables.push_back(Integer("g", 1, 32));
  variables.push_back(Integer("k", 0, 100));
  return SearchSpace("densenet", std::move(variables), build, input_shape, classes, {{6, 12, 24, 16, 32, 50}});
}

}  // namespace narrows::spaces
