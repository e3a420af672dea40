#include "naive_reference.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "narrows/detail/op_effect.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/random.hpp"

namespace narrows::testing {
namespace {

/** One map in channel, row, column order. */
struct Map {
  Shape shape;
  std::vector<double> values;

  explicit Map(Shape s) : shape(s), values(static_cast<std::size_t>(s.elements())) {}
  double& at(int c, int y, int x) { return values[(static_cast<std::size_t>(c) * shape.height + y) * shape.width + x]; }
  double at(int c, int y, int x) const { return const_cast<Map*>(this)->at(c, y, x); }
  bool inside(int y, int x) const { return y >= 0 && x >= 0 && y < shape.height && x < shape.width; }
};

/** Calls f(tap row, tap column, y, x) for the taps of a window that lie inside the map. */
template <class F>
void over_window(const Map& map, int top, int left, Sides kernel, Sides dilation, const F& f) {
  for (int row = 0; row < kernel.height; ++row)
    for (int column = 0; column < kernel.width; ++column) {
      const int y = top + row * dilation.height;
      const int x = left + column * dilation.width;
      if (map.inside(y, x)) f(row, column, y, x);
    }
}

class NaiveRun {
 public:
  explicit NaiveRun(const Weights& weights) : weights_(weights) {}

  Map operator()(const Node& node, const std::vector<const Map*>& in) const {
    return std::visit([&](const auto& op) { return apply(op, node, in); }, node.op);
  }

 private:
  const std::vector<float>& array(const Node& node, const char* suffix) const {
    return weights_[node.name + suffix].values;
  }

  Map apply(const Conv2d& op, const Node& node, const std::vector<const Map*>& in) const {
    const Map& x = *in[0];
    Map y(node.shape);
    const auto& w = array(node, ".weight");
    const Padding padding = padding_of(op);
    const int in_group = x.shape.channels / op.groups;
    const int out_group = op.out_channels / op.groups;
    for (int o = 0; o < y.shape.channels; ++o)
      for (int r = 0; r < y.shape.height; ++r)
        for (int c = 0; c < y.shape.width; ++c) {
          double sum = op.bias ? array(node, ".bias")[o] : 0;
          const int top = r * op.stride.height - padding.top;
          const int left = c * op.stride.width - padding.left;
          for (int i = 0; i < in_group; ++i)
            over_window(x, top, left, op.kernel, op.dilation, [&](int row, int column, int py, int px) {
              const auto weight =
                  (static_cast<std::size_t>(o) * in_group + i) * op.kernel.area() + row * op.kernel.width + column;
              sum += w[weight] * x.at(o / out_group * in_group + i, py, px);
            });
          y.at(o, r, c) = sum;
        }
    return y;
  }

  Map apply(const BatchNorm& op, const Node& node, const std::vector<const Map*>& in) const {
    Map y = *in[0];
    for (int c = 0; c < y.shape.channels; ++c)
      for (int p = 0; p < y.shape.height * y.shape.width; ++p) {
        double& v = y.values[static_cast<std::size_t>(c) * y.shape.height * y.shape.width + p];
        v = (v - array(node, ".running_mean")[c]) / std::sqrt(array(node, ".running_var")[c] + op.epsilon) *
                array(node, ".weight")[c] +
            array(node, ".bias")[c];
      }
    return y;
  }

  static double activated(const Relu& op, double v) { return std::min<double>(std::max(v, 0.0), op.max); }
  static double activated(const Clip& op, double v) { return std::min<double>(std::max<double>(v, op.min), op.max); }
  static double activated(const LeakyRelu& op, double v) { return v > 0 ? v : op.slope * v; }
  static double activated(const Elu& op, double v) { return v > 0 ? v : op.alpha * std::expm1(v); }
  static double activated(const Sigmoid&, double v) { return 1 / (1 + std::exp(-v)); }
  static double activated(const HardSigmoid& op, double v) {
    return std::min(std::max(op.slope * v + op.offset, 0.0), 1.0);
  }
  static double activated(const HardSwish&, double v) { return v * std::min(std::max(v / 6 + 0.5, 0.0), 1.0); }
  static double activated(const Silu&, double v) { return v / (1 + std::exp(-v)); }

  Map apply(const Activation auto& op, const Node&, const std::vector<const Map*>& in) const {
    Map y = *in[0];
    for (double& v : y.values) v = activated(op, v);
    return y;
  }

  /** Folds the values of every window of one channel, given the pixels it covers with its padding. */
  template <class Op, class Fold>
  Map pool(const Op& op, const Node& node, const Map& x, const Fold& fold) const {
    Map y(node.shape);
    for (int c = 0; c < y.shape.channels; ++c)
      for (int r = 0; r < y.shape.height; ++r)
        for (int k = 0; k < y.shape.width; ++k) {
          std::vector<double> window;
          const int top = r * op.stride.height - op.padding.top;
          const int left = k * op.stride.width - op.padding.left;
          over_window(x, top, left, op.kernel, 1, [&](int, int, int py, int px) { window.push_back(x.at(c, py, px)); });
          const int rows = std::min(top + op.kernel.height, x.shape.height + op.padding.bottom) - top;
          const int columns = std::min(left + op.kernel.width, x.shape.width + op.padding.right) - left;
          y.at(c, r, k) = fold(window, rows * columns);
        }
    return y;
  }

  static double mean(const std::vector<double>& values) {
    double sum = 0;
    for (double v : values) sum += v;
    return sum / static_cast<double>(values.size());
  }

  Map apply(const MaxPool& op, const Node& node, const std::vector<const Map*>& in) const {
    return pool(op, node, *in[0],
                [](const auto& window, int) { return *std::max_element(window.begin(), window.end()); });
  }

  Map apply(const AveragePool& op, const Node& node, const std::vector<const Map*>& in) const {
    return pool(op, node, *in[0], [&](const auto& window, int covered) {
      return mean(window) * (op.count_include_pad ? static_cast<double>(window.size()) / covered : 1);
    });
  }

  Map apply(const GlobalAveragePool&, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    const auto pixels = static_cast<std::ptrdiff_t>(in[0]->shape.height) * in[0]->shape.width;
    for (int c = 0; c < y.shape.channels; ++c)
      y.at(c, 0, 0) = mean({in[0]->values.begin() + c * pixels, in[0]->values.begin() + (c + 1) * pixels});
    return y;
  }

  Map apply(const Add&, const Node&, const std::vector<const Map*>& in) const {
    Map y = *in[0];
    for (std::size_t i = 0; i < y.values.size(); ++i) y.values[i] += in[1]->values[i];
    return y;
  }

  Map apply(const GlobalMaxPool&, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    const auto pixels = static_cast<std::ptrdiff_t>(in[0]->shape.height) * in[0]->shape.width;
    for (int c = 0; c < y.shape.channels; ++c)
      y.at(c, 0, 0) = *std::max_element(in[0]->values.begin() + c * pixels, in[0]->values.begin() + (c + 1) * pixels);
    return y;
  }

  Map apply(const Multiply&, const Node&, const std::vector<const Map*>& in) const {
    Map y = *in[0];
    const std::size_t each = y.values.size() / in[1]->values.size();
    for (std::size_t i = 0; i < y.values.size(); ++i) y.values[i] *= in[1]->values[i / each];
    return y;
  }

  Map apply(const Slice& op, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    const auto pixels = static_cast<std::ptrdiff_t>(node.shape.height) * node.shape.width;
    std::copy_n(in[0]->values.begin() + op.begin * pixels, y.values.size(), y.values.begin());
    return y;
  }

  Map apply(const ChannelShuffle& op, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    const int width = node.shape.channels / op.groups;
    for (int c = 0; c < node.shape.channels; ++c)
      for (int r = 0; r < node.shape.height; ++r)
        for (int k = 0; k < node.shape.width; ++k) y.at(c % width * op.groups + c / width, r, k) = in[0]->at(c, r, k);
    return y;
  }

  Map apply(const Concat&, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    y.values.clear();
    for (const Map* part : in) y.values.insert(y.values.end(), part->values.begin(), part->values.end());
    return y;
  }

  Map apply(const Linear& op, const Node& node, const std::vector<const Map*>& in) const {
    Map y(node.shape);
    const std::size_t n = in[0]->values.size();
    for (int o = 0; o < op.out_features; ++o) {
      y.values[o] = op.bias ? array(node, ".bias")[o] : 0;
      for (std::size_t i = 0; i < n; ++i) y.values[o] += array(node, ".weight")[o * n + i] * in[0]->values[i];
    }
    return y;
  }

  Map apply(const Softmax&, const Node&, const std::vector<const Map*>& in) const {
    Map y = *in[0];
    double sum = 0;
    for (double& v : y.values) sum += v = std::exp(v);
    for (double& v : y.values) v /= sum;
    return y;
  }

  const Weights& weights_;
};

/** Random values of one array, by what its name says it is. */
std::vector<float> random_values(const ArraySpec& spec, std::uint64_t seed, std::uint64_t stream) {
  Random random(seed, stream);
  std::size_t count = 1;
  for (auto side : spec.shape) count *= static_cast<std::size_t>(side);
  const double fan_in = static_cast<double>(count) / static_cast<double>(spec.shape[0]);
  std::vector<float> values(count);
  const bool kernel = spec.shape.size() > 1;
  const bool positive = spec.name.ends_with(".running_var") || (!kernel && spec.name.ends_with(".weight"));
  for (float& v : values) {
    const double number = kernel     ? random.normal() * std::sqrt(2 / fan_in)
                          : positive ? 0.5 + 1.5 * random.uniform()
                                     : random.uniform() - 0.5;
    v = static_cast<float>(number);
  }
  return values;
}

}  // namespace

std::vector<float> naive_run(const Model& model, std::span<const float> image) {
  const Network& network = model.network();
  std::vector<Map> values{Map(network.input_shape())};
  values[0].values.assign(image.begin(), image.end());
  const NaiveRun run(model.weights());
  for (const Node& node : network.nodes()) {
    std::vector<const Map*> in;
    for (int input : node.inputs) in.push_back(&values[input]);
    values.push_back(run(node, in));
  }
  const auto& result = values[network.output()].values;
  return {result.begin(), result.end()};
}

Model random_model(const Network& network, std::uint64_t seed) {
  std::vector<Weights::Array> arrays;
  for (const ArraySpec& spec : weight_specs(network))
    arrays.push_back({spec.name, spec.shape, random_values(spec, seed, arrays.size())});
  return Model(network, Weights(std::move(arrays)));
}

std::vector<float> random_image(Shape shape, std::uint64_t seed) {
  Random random(seed, 1'000'000);
  std::vector<float> image(static_cast<std::size_t>(shape.elements()));
  for (float& v : image) v = static_cast<float>(random.normal());
  return image;
}

double relative_difference(std::span<const float> actual, std::span<const float> expected) {
  double difference = actual.size() == expected.size() ? 0 : 1e30;
  double scale = 1e-30;
  for (std::size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) {
    difference = std::max<double>(difference, std::isfinite(actual[i]) ? std::abs(actual[i] - expected[i]) : 1e30);
    scale = std::max<double>(scale, std::abs(expected[i]));
  }
  return difference / scale;
}

TEST_CASE("the naive reference computes a 2 x 2 sum by hand") {
  NetworkBuilder net({1, 2, 2});
  Value y = net.add(Conv2d{.out_channels = 1, .kernel = 2, .padding = 0}, net.input());
  const Network network = net.finish(y);
  const Model model(network, Weights({{network.nodes()[0].name + ".weight", {1, 1, 2, 2}, {1, 2, 3, 4}}}));
  CHECK(naive_run(model, std::vector<float>{1, 10, 100, 1000})[0] == 4321);
}

}  // namespace narrows::testing
