#include <ATen/ATen.h>

#include <limits>

#include "arrays.hpp"
#include "narrows/torch.hpp"

namespace narrows {
namespace {

constexpr double batch_norm_momentum = 0.1;

/** The submodule of a dotted name, made where it is missing: named_parameters() then has the name as it is. */
torch::nn::Module& submodule(torch::nn::Module& parent, std::string_view name) {
  torch::nn::Module* module = &parent;
  while (!name.empty()) {
    const std::string part(name.substr(0, name.find('.')));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    const auto children = module->named_children();
    const auto* child = children.find(part);
    module = (child != nullptr ? *child : module->register_module(part, std::make_shared<torch::nn::Module>())).get();
  }
  return *module;
}

std::vector<int> last_uses(const Network& network) {
  std::vector<int> last(network.nodes().size() + 1, -1);
  for (std::size_t node = 0; node < network.nodes().size(); ++node)
    for (const int input : network.nodes()[node].inputs) last[static_cast<std::size_t>(input)] = static_cast<int>(node);
  last[static_cast<std::size_t>(network.output())] = std::numeric_limits<int>::max();
  return last;
}

}  // namespace

/** Runs one operation on its inputs. */
struct NetworkModuleImpl::Forward {
  const Arrays& arrays;
  const std::vector<at::Tensor>& in;
  bool training;
  bool in_place;  ///< Nothing else reads the first input.

  [[nodiscard]] at::Tensor cast(const at::Tensor& array) const {
    return array.defined() ? array.to(in[0].scalar_type()) : array;
  }

  static std::vector<std::int64_t> sides(Sides both) { return {both.height, both.width}; }
  /** Of padding that is the same before and behind. */
  static std::vector<std::int64_t> before(Padding padding) { return {padding.top, padding.left}; }
  /** As constant_pad_nd wants it. */
  static std::vector<std::int64_t> around(Padding padding) {
    return {padding.left, padding.right, padding.top, padding.bottom};
  }
  [[nodiscard]] at::Tensor padded(Padding padding, double value) const {
    return at::constant_pad_nd(in[0], around(padding), value);
  }
  /** Whether torch's pools take it: equal on opposite sides, at most half the kernel. */
  static bool torch_pads(Sides kernel, Padding padding) {
    return padding.balanced() && 2 * padding.top <= kernel.height && 2 * padding.left <= kernel.width;
  }

  at::Tensor operator()(const Conv2d& op) const {
    const bool balanced = op.padding.balanced();
    return at::conv2d(balanced ? in[0] : padded(op.padding, 0), cast(arrays.weight), cast(arrays.bias),
                      sides(op.stride), balanced ? before(op.padding) : std::vector<std::int64_t>{0, 0},
                      sides(op.dilation), op.groups);
  }
  at::Tensor operator()(const BatchNorm& op) const {
    return at::batch_norm(in[0], arrays.weight, arrays.bias, arrays.running_mean, arrays.running_var, training,
                          batch_norm_momentum, op.epsilon, true);
  }
  at::Tensor operator()(const Relu& op) const {
    at::Tensor x = in[0];
    if (op.max < std::numeric_limits<float>::infinity())
      return in_place ? at::hardtanh_(x, 0, op.max) : at::hardtanh(x, 0, op.max);
    return in_place ? at::relu_(x) : at::relu(x);
  }
  at::Tensor operator()(const Clip& op) const { return at::clamp(in[0], op.min, op.max); }
  at::Tensor operator()(const LeakyRelu& op) const { return at::leaky_relu(in[0], op.slope); }
  at::Tensor operator()(const Elu& op) const { return at::elu(in[0], op.alpha); }
  at::Tensor operator()(const Sigmoid&) const { return at::sigmoid(in[0]); }
  at::Tensor operator()(const HardSigmoid& op) const { return at::clamp(in[0] * op.slope + op.offset, 0, 1); }
  at::Tensor operator()(const HardSwish&) const { return at::hardswish(in[0]); }
  at::Tensor operator()(const Silu&) const { return at::silu(in[0]); }
  at::Tensor operator()(const MaxPool& op) const {
    const bool given = torch_pads(op.kernel, op.padding);
    return at::max_pool2d(given ? in[0] : padded(op.padding, -std::numeric_limits<float>::infinity()), sides(op.kernel),
                          sides(op.stride), given ? before(op.padding) : std::vector<std::int64_t>{0, 0}, {1, 1},
                          op.ceil_mode);
  }
  at::Tensor operator()(const AveragePool& op) const {
    const auto pool = [&](const at::Tensor& x, bool include_pad) {
      const bool given = torch_pads(op.kernel, op.padding);
      return at::avg_pool2d(x, sides(op.kernel), sides(op.stride),
                            given ? before(op.padding) : std::vector<std::int64_t>{0, 0}, op.ceil_mode, include_pad);
    };
    if (torch_pads(op.kernel, op.padding)) return pool(in[0], op.count_include_pad);
    const at::Tensor sum = pool(padded(op.padding, 0), true);
    if (op.count_include_pad) return sum;
    return sum /
           pool(at::constant_pad_nd(at::ones_like(in[0].slice(0, 0, 1).slice(1, 0, 1)), around(op.padding), 0), true);
  }
  at::Tensor operator()(const GlobalMaxPool&) const { return at::amax(in[0], {2, 3}, true); }
  at::Tensor operator()(const Multiply&) const { return at::mul(in[0], in[1]); }
  at::Tensor operator()(const Slice& op) const { return in[0].slice(1, op.begin, op.end); }
  at::Tensor operator()(const ChannelShuffle& op) const { return at::channel_shuffle(in[0], op.groups); }
  at::Tensor operator()(const GlobalAveragePool&) const { return at::mean(in[0], {2, 3}, true); }
  at::Tensor operator()(const Add&) const { return at::add(in[0], in[1]); }
  at::Tensor operator()(const Concat&) const { return at::cat(in, 1); }
  at::Tensor operator()(const Linear&) const {
    return at::linear(in[0].flatten(1), cast(arrays.weight), cast(arrays.bias));
  }
  at::Tensor operator()(const Softmax&) const { return at::softmax(in[0], 1); }
};

NetworkModuleImpl::NetworkModuleImpl(const Model& model)
    : network_(model.network()),
      arrays_(network_.nodes().size()),
      uses_(network_.uses()),
      last_use_(last_uses(network_)) {
  std::size_t node = 0;
  for (const ArraySpec& spec : weight_specs(network_)) {
    const std::size_t dot = spec.name.rfind('.');
    while (network_.nodes()[node].name != std::string_view(spec.name).substr(0, dot)) ++node;
    torch::nn::Module& module = submodule(*this, network_.nodes()[node].name);
    const std::string name = spec.name.substr(dot + 1);
    const at::Tensor tensor = tensor_of(model.weights()[spec.name]);
    arrays_[node].by_name(name) =
        spec.trainable ? module.register_parameter(name, tensor) : module.register_buffer(name, tensor);
  }
}

at::Tensor& NetworkModuleImpl::Arrays::by_name(std::string_view name) {
  if (name == "weight") return weight;
  if (name == "bias") return bias;
  return name == "running_mean" ? running_mean : running_var;
}

void NetworkModuleImpl::set_weights(const Weights& weights) {
  const at::NoGradGuard no_gradients;
  for (const auto& array : named_parameters()) array.value().copy_(tensor_of(weights[array.key()]));
  for (const auto& array : named_buffers()) array.value().copy_(tensor_of(weights[array.key()]));
}

Weights NetworkModuleImpl::weights() const {
  const auto parameters = named_parameters();
  const auto buffers = named_buffers();
  std::vector<Weights::Array> arrays;
  for (const ArraySpec& spec : weight_specs(network_))
    arrays.push_back(array_of(spec.name, spec.trainable ? parameters[spec.name] : buffers[spec.name]));
  return Weights(std::move(arrays));
}

void NetworkModuleImpl::watch(const at::Tensor& value) {
  if (!between_operations_) return;
  between_operations_();
  if (value.requires_grad() && value.is_cpu())  // a GPU's backward pass runs in a thread of its own
    value.register_hook([between = between_operations_](const at::Tensor&) { between(); });
}

at::Tensor NetworkModuleImpl::forward(at::Tensor images) {
  const auto nodes = network_.nodes();
  std::vector<at::Tensor> values(nodes.size() + 1);
  values[0] = images.to(type_);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::vector<at::Tensor> in;
    for (const int input : nodes[i].inputs) in.push_back(values[static_cast<std::size_t>(input)]);
    const auto first = static_cast<std::size_t>(nodes[i].inputs[0]);
    const bool in_place = first != 0 && uses_[first] == 1;
    values[i + 1] = std::visit(Forward{arrays_[i], in, is_training(), in_place}, nodes[i].op);
    if (std::holds_alternative<Conv2d>(nodes[i].op)) watch(values[i + 1]);
    for (const int input : nodes[i].inputs)
      if (last_use_[static_cast<std::size_t>(input)] == static_cast<int>(i))
        values[static_cast<std::size_t>(input)].reset();
  }
  return values[static_cast<std::size_t>(network_.output())].flatten(1).to(at::kFloat);
}

}  // namespace narrows
