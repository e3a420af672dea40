#include "narrows/weights.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace narrows {
namespace {

void add_conv(std::vector<ArraySpec>& specs, const std::string& name, const Conv2d& op, Shape in) {
  specs.push_back({name + ".weight", {op.out_channels, in.channels / op.groups, op.kernel.height, op.kernel.width}});
  if (op.bias) specs.push_back({name + ".bias", {op.out_channels}});
}

void add_batch_norm(std::vector<ArraySpec>& specs, const std::string& name, Shape in) {
  specs.push_back({name + ".weight", {in.channels}});
  specs.push_back({name + ".bias", {in.channels}});
  specs.push_back({name + ".running_mean", {in.channels}, false});
  specs.push_back({name + ".running_var", {in.channels}, false});
}

void add_linear(std::vector<ArraySpec>& specs, const std::string& name, const Linear& op, Shape in) {
  specs.push_back({name + ".weight", {op.out_features, in.elements()}});
  if (op.bias) specs.push_back({name + ".bias", {op.out_features}});
}

std::string in_words(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t side : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  return text + "]";
}

std::size_t elements(const std::vector<std::int64_t>& shape) {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<std::int64_t>()));
}

void check_filled(const Weights::Array& array) {
  if (std::ranges::any_of(array.shape, [](std::int64_t side) { return side < 0; }))
    throw std::invalid_argument("weights: shape of '" + array.name + "' must not be negative, is " +
                                in_words(array.shape));
  if (array.values.size() != elements(array.shape))
    throw std::invalid_argument("weights: '" + array.name + "' must have " + std::to_string(elements(array.shape)) +
                                " values for shape " + in_words(array.shape) + ", has " +
                                std::to_string(array.values.size()));
}

}  // namespace

std::vector<ArraySpec> weight_specs(const Network& network) {
  std::vector<ArraySpec> specs;
  for (const Node& node : network.nodes()) {
    const Shape in = network.shape(node.inputs.front());
    std::visit(overloaded{
                   [&](const Conv2d& op) { add_conv(specs, node.name, op, in); },
                   [&](const BatchNorm&) { add_batch_norm(specs, node.name, in); },
                   [&](const Linear& op) { add_linear(specs, node.name, op, in); },
                   [](const Activation auto&) {},
                   [](const MaxPool&) {},
                   [](const AveragePool&) {},
                   [](const GlobalAveragePool&) {},
                   [](const GlobalMaxPool&) {},
                   [](const Add&) {},
                   [](const Multiply&) {},
                   [](const Concat&) {},
                   [](const Slice&) {},
                   [](const ChannelShuffle&) {},
                   [](const Softmax&) {},
               },
               node.op);
  }
  return specs;
}

Weights::Weights(std::vector<Array> arrays) {
  std::ranges::for_each(arrays, check_filled);
  const auto name_of = [&](std::size_t index) -> const std::string& { return arrays[index].name; };
  std::vector<std::size_t> order(arrays.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, name_of);
  const auto twin = std::ranges::adjacent_find(order, {}, name_of);
  if (twin != order.end()) throw std::invalid_argument("weights: two arrays are named '" + name_of(*twin) + "'");
  arrays_ = std::make_shared<const std::vector<Array>>(std::move(arrays));
  by_name_ = std::make_shared<const std::vector<std::size_t>>(std::move(order));
}

bool Weights::contains(std::string_view name) const {
  return std::ranges::binary_search(*by_name_, name, {},
                                    [&](std::size_t index) { return std::string_view((*arrays_)[index].name); });
}

const Weights::Array& Weights::operator[](std::string_view name) const {
  const auto found = std::ranges::lower_bound(
      *by_name_, name, {}, [&](std::size_t index) { return std::string_view((*arrays_)[index].name); });
  if (found == by_name_->end() || (*arrays_)[*found].name != name)
    throw std::invalid_argument("weights: there is no array '" + std::string(name) + "'");
  return (*arrays_)[*found];
}

}  // namespace narrows
