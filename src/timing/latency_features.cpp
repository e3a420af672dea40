#include "latency_features.hpp"

#include <array>
#include <string_view>

namespace narrows {
namespace {

enum class Kind {
  pointwise,
  dense,
  depthwise,
  grouped,
  linear,
  max_pool,
  mean,
  sum,
  join,
  normalise,
  activation,
  product,
  count
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Kind::count)> kind_names = {
    "1 x 1 convolution",   "convolution",  "depthwise convolution",
    "grouped convolution", "linear layer", "maximum pool",
    "mean pool",           "sum",          "join",
    "lone normalisation",  "activation",   "product"};
constexpr std::array<std::string_view, 3> amounts = {"calls", "MACs", "bytes"};

Kind kind_of(const Conv2d& conv, Shape in) {
  if (conv.groups == 1) return conv.kernel == 1 ? Kind::pointwise : Kind::dense;
  return conv.groups == in.channels ? Kind::depthwise : Kind::grouped;
}

double macs_of(const Conv2d& conv, Shape in, Shape out) {
  return 1.0 * conv.kernel.area() * (in.channels / conv.groups) * static_cast<double>(out.elements());
}

/** Adds up the amounts of one network. */
class Features {
 public:
  explicit Features(const Network& network) : network_(network), producer_of_plain_(network.nodes().size() + 1, false) {
    values_[0] = 1;
    for (std::size_t i = 0; i < network.nodes().size(); ++i) add(static_cast<int>(i + 1), network.nodes()[i]);
  }

  [[nodiscard]] const std::vector<double>& values() const { return values_; }

 private:
  void add(int value, const Node& node) {
    const Shape in = network_.shape(node.inputs.front());
    const Shape out = node.shape;
    std::visit(
        overloaded{
            [&](const Conv2d& conv) {
              const double weights = macs_of(conv, in, {conv.out_channels, 1, 1});
              call(kind_of(conv, in), macs_of(conv, in, out), moved(node) + weights);
              fusable(value);
            },
            [&](const Linear& linear) {
              const double macs = static_cast<double>(in.elements()) * linear.out_features;
              call(Kind::linear, macs, moved(node) + macs);
            },
            [&](const BatchNorm&) { fuse(value, node); }, [&](const Relu&) { fuse(value, node); },
            [&](const Clip&) { fuse(value, node); },
            [&](const one_of<LeakyRelu, Sigmoid, HardSigmoid, HardSwish, Silu> auto&) {
              call(Kind::activation, static_cast<double>(out.elements()), moved(node));
            },
            [&](const MaxPool& pool) { call(Kind::max_pool, 1.0 * pool.kernel.area() * out.elements(), moved(node)); },
            [&](const AveragePool& pool) { call(Kind::mean, 1.0 * pool.kernel.area() * out.elements(), moved(node)); },
            [&](const GlobalAveragePool&) { call(Kind::mean, static_cast<double>(in.elements()), moved(node)); },
            [&](const GlobalMaxPool&) { call(Kind::max_pool, static_cast<double>(in.elements()), moved(node)); },
            [&](const Multiply&) {
              call(Kind::product, static_cast<double>(out.elements()), moved(node));
              fusable(value);
            },
            [](const Slice&) {},  // a part of the map where it lies
            [&](const ChannelShuffle&) { call(Kind::join, 0, moved(node)); },
            [&](const Add&) {
              call(Kind::sum, static_cast<double>(out.elements()), moved(node));
              fusable(value);
            },
            [&](const Concat&) { call(Kind::join, 0, moved(node)); },
            [&](const Softmax&) { call(Kind::normalise, static_cast<double>(out.elements()), moved(node)); }},
        node.op);
  }

  /** An activation or batch norm right behind a convolution or a sum costs nothing of its own. */
  void fuse(int value, const Node& node) {
    if (producer_of_plain_[static_cast<std::size_t>(node.inputs.front())])
      fusable(value);
    else
      call(Kind::normalise, static_cast<double>(node.shape.elements()), moved(node));
  }

  void fusable(int value) { producer_of_plain_[static_cast<std::size_t>(value)] = true; }

  [[nodiscard]] double moved(const Node& node) const {
    double elements = static_cast<double>(node.shape.elements());
    for (const int input : node.inputs) elements += static_cast<double>(network_.shape(input).elements());
    return elements;
  }

  void call(Kind kind, double macs, double elements) {
    double* first = &values_[1 + amounts.size() * static_cast<std::size_t>(kind)];
    first[0] += 1;
    first[1] += macs * 1e-6;
    first[2] += 4 * elements * 1e-6;
  }

  const Network& network_;
  std::vector<bool> producer_of_plain_;
  std::vector<double> values_ = std::vector<double>(latency_feature_names().size());
};

}  // namespace

const std::vector<std::string>& latency_feature_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> made{"run"};
    for (const std::string_view kind : kind_names)
      for (const std::string_view amount : amounts) made.push_back(std::string(kind) + ", " + std::string(amount));
    return made;
  }();
  return names;
}

std::vector<double> latency_features(const Network& network) { return Features(network).values(); }

}  // namespace narrows
