#include "narrows/model.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "narrows/detail/finite.hpp"
#include "narrows/random.hpp"

namespace narrows {
namespace {

void check_arrays(const Network& network, const Weights& weights) {
  for (const ArraySpec& spec : weight_specs(network)) {
    if (!weights.contains(spec.name)) throw std::invalid_argument("model: weights lack the array '" + spec.name + "'");
    if (weights[spec.name].shape != spec.shape)
      throw std::invalid_argument("model: the array '" + spec.name + "' has not the shape its layer needs");
    if (!detail::all_finite(weights[spec.name].values))
      throw std::invalid_argument("model: the array '" + spec.name +
                                  "' must hold finite numbers, but has some that are infinite or none (NaN)");
  }
}

std::size_t elements(const ArraySpec& spec) {
  std::int64_t count = 1;
  for (const std::int64_t side : spec.shape) count *= side;
  return static_cast<std::size_t>(count);
}

/** Values of one array before training; only weights of more than one dimension are drawn. */
std::vector<float> initial_values(const ArraySpec& spec, Random random) {
  if (spec.shape.size() == 1) {
    const bool ones = spec.name.ends_with(".weight") || spec.name.ends_with(".running_var");
    return std::vector<float>(elements(spec), ones ? 1.0F : 0.0F);
  }
  std::vector<float> values(elements(spec));
  const double fan_in = static_cast<double>(values.size()) / static_cast<double>(spec.shape.front());
  const double deviation = std::sqrt(2 / fan_in);
  for (float& value : values) value = static_cast<float>(deviation * random.normal());
  return values;
}

/** y = scale * x + shift: what a batch norm does to one channel, once trained. */
struct Affine {
  std::vector<double> scale;
  std::vector<double> shift;
};

Affine affine(const BatchNorm& op, const std::string& name, const Weights& weights) {
  const auto& gamma = weights[name + ".weight"].values;
  const auto& beta = weights[name + ".bias"].values;
  const auto& mean = weights[name + ".running_mean"].values;
  const auto& variance = weights[name + ".running_var"].values;
  Affine result;
  for (std::size_t i = 0; i < gamma.size(); ++i) {
    result.scale.push_back(gamma[i] / std::sqrt(variance[i] + op.epsilon));
    result.shift.push_back(beta[i] - mean[i] * result.scale.back());
  }
  return result;
}

std::vector<float> as_floats(const std::vector<double>& values) { return {values.begin(), values.end()}; }

/** Rewrites a model node by node, batch norms folded. */
class Folder {
 public:
  explicit Folder(const Model& model) : network_(model.network()), weights_(model.weights()), uses_(network_.uses()) {}

  Model run(const ModelInfo& info) {
    for (const Node& node : network_.nodes()) {
      const auto* batch_norm = std::get_if<BatchNorm>(&node.op);
      if (batch_norm == nullptr) {
        keep(node);
      } else if (folds_into(node.inputs.front())) {
        fold(node, *batch_norm);
      } else {
        stand_alone(node, *batch_norm);
      }
    }
    const int output = number_[static_cast<std::size_t>(network_.output())];
    return {Network(network_.input_shape(), std::move(nodes_), output), Weights(std::move(arrays_)), info};
  }

 private:
  /** A convolution that only the batch norm reads. */
  [[nodiscard]] bool folds_into(int value) const {
    return value > 0 && uses_[static_cast<std::size_t>(value)] == 1 &&
           std::holds_alternative<Conv2d>(network_.nodes()[static_cast<std::size_t>(value - 1)].op);
  }

  void push(Node node) {
    for (int& input : node.inputs) input = number_[static_cast<std::size_t>(input)];
    nodes_.push_back(std::move(node));
    number_.push_back(static_cast<int>(nodes_.size()));
  }

  void keep(const Node& node) {
    for (const char* suffix : {".weight", ".bias"})
      if (weights_.contains(node.name + suffix)) arrays_.push_back(weights_[node.name + suffix]);
    push(node);
  }

  void fold(const Node& node, const BatchNorm& op) {
    const int conv = number_[static_cast<std::size_t>(node.inputs.front())];
    Node& target = nodes_[static_cast<std::size_t>(conv - 1)];
    auto& conv_op = std::get<Conv2d>(target.op);
    const Affine map = affine(op, node.name, weights_);
    if (!conv_op.bias) arrays_.push_back({target.name + ".bias", {conv_op.out_channels}, zeros(map)});
    conv_op.bias = true;
    scale(find(target.name + ".weight"), map.scale);
    Weights::Array& bias = find(target.name + ".bias");
    for (std::size_t i = 0; i < map.scale.size(); ++i)
      bias.values[i] = static_cast<float>(bias.values[i] * map.scale[i] + map.shift[i]);
    number_.push_back(conv);
  }

  static std::vector<float> zeros(const Affine& map) { return std::vector<float>(map.scale.size()); }

  static void scale(Weights::Array& weight, const std::vector<double>& factors) {
    const std::size_t row = weight.values.size() / factors.size();
    for (std::size_t i = 0; i < weight.values.size(); ++i)
      weight.values[i] = static_cast<float>(weight.values[i] * factors[i / row]);
  }

  /** Searched from the end: the convolution was added a moment ago. */
  Weights::Array& find(const std::string& name) {
    return *std::find_if(arrays_.rbegin(), arrays_.rend(), [&](const auto& array) { return array.name == name; });
  }

  void stand_alone(const Node& node, const BatchNorm& op) {
    const int channels = node.shape.channels;
    const Affine map = affine(op, node.name, weights_);
    arrays_.push_back({node.name + ".weight", {channels, 1, 1, 1}, as_floats(map.scale)});
    arrays_.push_back({node.name + ".bias", {channels}, as_floats(map.shift)});
    push({Conv2d{.out_channels = channels, .padding = 0, .groups = channels, .bias = true}, node.name, node.inputs,
          node.shape});
  }

  const Network& network_;
  const Weights& weights_;
  std::vector<int> uses_;
  std::vector<int> number_ = {0};  ///< New number of each old value.
  std::vector<Node> nodes_;
  std::vector<Weights::Array> arrays_;
};

}  // namespace

Model::Model(Network network, Weights weights, ModelInfo info)
    : network_(std::move(network)), weights_(std::move(weights)), info_(std::move(info)) {
  check_arrays(network_, weights_);
}

Model Model::initialised(const Network& network, std::uint64_t seed) {
  std::vector<Weights::Array> arrays;
  for (const ArraySpec& spec : weight_specs(network))
    arrays.push_back({spec.name, spec.shape, initial_values(spec, Random(seed, arrays.size()))});
  return {network, Weights(std::move(arrays))};
}

Model Model::with_info(ModelInfo info) const {
  Model copy = *this;
  copy.info_ = std::move(info);
  return copy;
}

Model Model::folded() const { return Folder(*this).run(info_); }

}  // namespace narrows
