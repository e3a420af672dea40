#include <algorithm>
#include <array>

#include "narrows/spaces.hpp"
#include "space/spaces/layers.hpp"

namespace narrows::spaces {
namespace {

constexpr int stages = 5;

/** What is chosen for a stage. */
struct Stage {
  int expansion, width, kernel;
  bool excites;  ///< Squeeze and excite.
  bool swishes;  ///< Hard swish instead of ReLU.
};

Value activate(auto& net, const Value& x, bool swishes) {
  return swishes ? net.add(HardSwish{}, x) : net.add(Relu{}, x);
}

/** A factor of 0 to 1 for each channel, from the means of all (Hu et al., CVPR 2018). */
Value excite(auto& net, const Value& x) {
  const int channels = net.channels(x);
  const Conv2d squeeze{.out_channels = std::max(1, channels / 4), .bias = true};
  const Value means = net.add(GlobalAveragePool{}, x);
  const Value inner = net.add(Relu{}, net.add(squeeze, means));
  const Value gate = net.add(HardSigmoid{}, net.add(Conv2d{.out_channels = channels, .bias = true}, inner));
  return net.add(Multiply{}, x, gate);
}

Value block(auto& net, const Value& x, const Stage& stage, int stride) {
  const int inner = stage.expansion * net.channels(x);
  Value y = x;
  if (stage.expansion > 1) y = activate(net, conv_bn(net, y, {.out_channels = inner}), stage.swishes);
  const Conv2d depthwise{.out_channels = inner, .kernel = stage.kernel, .stride = stride, .groups = inner};
  y = activate(net, conv_bn(net, y, depthwise), stage.swishes);
  if (stage.excites) y = excite(net, y);
  y = conv_bn(net, y, {.out_channels = stage.width});
  return stride == 1 && net.channels(x) == stage.width ? net.add(Add{}, y, x) : y;
}

/** The stride of each stage from the pattern's digits. */
std::array<int, stages> strides(int pattern) {
  std::array<int, stages> digits{};
  for (int i = stages - 1; i >= 0; --i, pattern /= 10) digits[static_cast<std::size_t>(i)] = pattern % 10;
  return digits;
}

constexpr auto build = [](auto& net, const VariableValues& values) -> Value {
  enum : int { fin = 0, e = 1, f = e + stages, n = f + stages, k = n + stages, q = k + stages, h = q + stages };
  enum : int { s = h + stages, fout, head };
  const auto stride = strides(values[s]);
  Value x = activate(net, conv_bn(net, net.input(), {.out_channels = values[fin], .kernel = 3}), true);
  for (int i = 0; i < stages; ++i) {
    auto in_stage = net.scope("stage", i + 1);
    const Stage stage{values[e + i], values[f + i], values[k + i], values[q + i] == 1, values[h + i] == 1};
    x = net.repeat("block", values[n + i], x, [&](const Value& y, bool first) {
      return block(net, y, stage, first ? stride[static_cast<std::size_t>(i)] : 1);
    });
  }
  x = activate(net, conv_bn(net, x, {.out_channels = values[fout]}), true);
  auto scope = net.scope("classifier");
  x = net.add(HardSwish{}, net.add(Linear{.out_features = values[head]}, net.add(GlobalAveragePool{}, x)));
  return net.add(Linear{.out_features = net.classes()}, x);
};

void add_choices(std::vector<Variable>& variables, const std::string& name, const std::vector<int>& options) {
  for (int i = 1; i <= stages; ++i) variables.push_back(Choice(name + std::to_string(i), options).in_group(name));
}

}  // namespace

SearchSpace mobilenetv3(Shape input_shape, int classes) {
  std::vector<Variable> variables;
  variables.push_back(Integer("fin", 1, 64));
  add_group(variables, "e", stages, 1, 8);
  add_group(variables, "f", stages, 1, 192);
  add_group(variables, "n", stages, 1, 4);
  add_choices(variables, "k", {3, 5, 7});
  add_choices(variables, "q", {0, 1});
  add_choices(variables, "h", {0, 1});
  variables.push_back(Arrangement("s", {1, 1, 2, 2, 2}));
  variables.push_back(Integer("fout", 1, 960));
  variables.push_back(Integer("head", 1, 1280));
  return SearchSpace("mobilenetv3", std::move(variables), build, input_shape, classes,
                     {{16, 1, 4, 6, 3, 6, 16, 24, 40, 48, 96, 1, 2, 3, 2,     3,   3,
                       3,  5, 5, 5, 1, 0, 1,  1,  1,  0,  0,  1, 1, 1, 12212, 576, 1024}});
}

}  // namespace narrows::spaces
