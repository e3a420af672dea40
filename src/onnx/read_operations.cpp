// What each operation of ONNX becomes; graph_reader.cpp has the order of reading.
#include <algorithm>
#include <limits>

#include "format.hpp"
#include "graph_reader.hpp"
#include "narrows/error.hpp"

namespace narrows::onnx_format {
namespace {

/** Sum of channels, before the builder adds them up as int. */
void check_joined(const FileNode& node, const std::vector<Value>& parts) {
  std::int64_t channels = 0;
  for (const Value& part : parts) channels += part.shape.channels;
  if (channels > largest_map) fail(node, "its map would have " + std::to_string(channels) + " channels");
}

/** Sides of a weight, none of them empty, with a product that fits. */
std::vector<std::int64_t> weight_sides(const FileNode& node, const Constant& weight, std::size_t rank) {
  if (weight.tensor == nullptr || weight.tensor->dims.size() != rank)
    fail(node, "weights must have " + std::to_string(rank) + " sides, have " + in_words(weight.dims()));
  if (elements(*weight.tensor) == 0) fail(node, "weights are empty, " + in_words(weight.dims()));
  return weight.dims();
}

std::vector<std::int64_t> kernel_shape(const FileNode& node) {
  const Attribute* found = node.find("kernel_shape");
  if (found == nullptr || found->ints.size() != 2) fail(node, "kernel_shape must have two sides");
  return found->ints;
}

bool covers(const std::vector<std::int64_t>& kernel, Shape in) {
  return kernel[0] == in.height && kernel[1] == in.width;
}

bool padded(const FileNode& node) {
  const Attribute* pads = node.find("pads");
  return pads != nullptr && std::ranges::any_of(pads->ints, [](std::int64_t pad) { return pad != 0; });
}

}  // namespace

void GraphReader::read_conv(const FileNode& node) {
  const Feature given = items_.map(node, 0);
  const std::vector<std::int64_t> sides = weight_sides(node, items_.constant(node, 1), 4);
  const Window size = window(node, sides[2], sides[3], given.value.shape);
  const int groups = small(node, "group", integer(node, "group", 1));
  if (sides[1] * groups != given.value.shape.channels)
    fail(node, "weights of shape " + in_words(sides) + " in " + std::to_string(groups) + " groups do not fit " +
                   std::to_string(given.value.shape.channels) + " channels");
  const bool bias = Items::has(node, 2);
  const Conv2d op{small(node, "output channels", sides[0]), size.kernel, size.stride, size.padding, groups, bias};
  emit(node, op, {given.value}, false);
  add_array(node, ".weight", 1, sides);
  if (bias) add_array(node, ".bias", 2, {sides[0]});
}

void GraphReader::read_batch_norm(const FileNode& node) {
  const Feature given = items_.feature(node, 0);
  require(node, "training_mode", 0);
  require(node, "spatial", 1);
  const Shape in = given.value.shape;
  if (given.rows && in.height * in.width != 1) fail(node, "normalises a flattened map, which is not understood");
  const Attribute* epsilon = node.find("epsilon");
  emit(node, BatchNorm{epsilon == nullptr ? 1e-5 : shortest(epsilon->f)}, {given.value}, given.rows);
  const char* suffixes[] = {".weight", ".bias", ".running_mean", ".running_var"};
  for (std::size_t i = 0; i < 4; ++i) add_array(node, suffixes[i], i + 1, {in.channels});
}

void GraphReader::read_relu(const FileNode& node) {
  const Feature given = items_.feature(node, 0);
  emit(node, Relu{}, {given.value}, given.rows);
}

void GraphReader::read_clip(const FileNode& node) {
  const Feature given = items_.feature(node, 0);
  const auto limit = [&](const char* attribute, std::size_t input, double otherwise) -> double {
    if (const Attribute* found = node.find(attribute)) return found->f;
    return Items::has(node, input) ? items_.scalar(node, input) : otherwise;
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double low = limit("min", 1, -infinity);
  const double high = limit("max", 2, infinity);
  if (low != 0 || !(high > 0)) fail(node, "must clip from 0 to a limit above 0");
  const bool unlimited = high >= std::numeric_limits<float>::max();
  emit(node, unlimited ? Relu{} : Relu{static_cast<float>(high)}, {given.value}, given.rows);
}

void GraphReader::read_max_pool(const FileNode& node) {
  const Feature given = items_.map(node, 0);
  const std::vector<std::int64_t> kernel = kernel_shape(node);
  const Window size = window(node, kernel[0], kernel[1], given.value.shape);
  emit(node, MaxPool{size.kernel, size.stride, size.padding}, {given.value}, false);
}

void GraphReader::read_average_pool(const FileNode& node) {
  const Feature given = items_.map(node, 0);
  const std::vector<std::int64_t> kernel = kernel_shape(node);
  if (kernel[0] != kernel[1] && covers(kernel, given.value.shape) && !padded(node))
    return emit(node, GlobalAveragePool{}, {given.value}, false);
  const Window size = window(node, kernel[0], kernel[1], given.value.shape);
  if (size.padding > 0) require(node, "count_include_pad", 0);
  emit(node, AveragePool{size.kernel, size.stride, size.padding}, {given.value}, false);
}

void GraphReader::read_global_average_pool(const FileNode& node) {
  emit(node, GlobalAveragePool{}, {items_.map(node, 0).value}, false);
}

void GraphReader::read_reduce_mean(const FileNode& node) {
  const Feature given = items_.map(node, 0);
  std::vector<std::int64_t> axes;
  if (const Attribute* attribute = node.find("axes"))
    axes = attribute->ints;
  else if (Items::has(node, 1))
    axes = items_.integers(node, 1);
  for (std::int64_t& axis : axes) axis = axis < 0 ? axis + 4 : axis;
  std::ranges::sort(axes);
  if (axes != std::vector<std::int64_t>{2, 3}) fail(node, "must take the mean over the map, axes 2 and 3");
  emit(node, GlobalAveragePool{}, {given.value}, integer(node, "keepdims", 1) == 0);
}

void GraphReader::read_add(const FileNode& node) {
  const bool first = items_.is_feature(node, 0);
  const bool second = items_.is_feature(node, 1);
  if (!first && !second) fail(node, "adds constants, which is not understood");
  if (first != second) return add_bias(node, first ? 0 : 1, first ? 1 : 0);
  const Feature a = items_.feature(node, 0);
  const Feature b = items_.feature(node, 1);
  if (a.rows != b.rows) fail(node, "adds a map and a flattened map");
  emit(node, Add{}, {a.value, b.value}, a.rows);
}

void GraphReader::add_bias(const FileNode& node, std::size_t feature_input, std::size_t bias_input) {
  const Feature given = items_.feature(node, feature_input);
  const auto layer = static_cast<std::size_t>(given.value.id) - 1;
  const std::string_view name = node.inputs[feature_input];
  const auto found = biasable_.find(layer);
  if (given.value.id == 0 || found == biasable_.end() || found->second != name || readers_[name] != 1)
    fail(node, "adds a constant; that is understood only as the bias of the layer before it");
  const std::int64_t channels = given.value.shape.channels;
  const std::vector<std::int64_t> sides = items_.constant(node, bias_input).dims();
  const std::size_t behind = given.rows ? 0 : 2;  // [C] for rows, [C, 1, 1] for maps
  if (sides.size() <= behind || sides[sides.size() - 1 - behind] != channels)
    fail(node, "adds a constant of shape " + in_words(sides) + ", which is not one value for each channel");
  arrays_.push_back({names_[layer] + ".bias", {channels}, items_.floats(node, bias_input, {channels})});
  biasable_.erase(found);
  biased_later_.insert(layer);
  items_.set(node, given);
}

void GraphReader::read_concat(const FileNode& node) {
  std::vector<Value> parts;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) parts.push_back(items_.feature(node, i).value);
  if (parts.empty()) fail(node, "joins nothing");
  const bool rows = items_.feature(node, 0).rows;
  for (std::size_t i = 0; i < node.inputs.size(); ++i)
    if (items_.feature(node, i).rows != rows) fail(node, "joins a map and a flattened map");
  const std::int64_t axis = integer(node, "axis", 1);
  if (axis != 1 && axis != (rows ? -1 : -3))
    fail(node, "must join channels, axis 1, joins axis " + std::to_string(axis));
  check_joined(node, parts);
  emit(node, Concat{}, parts, rows);
}

void GraphReader::read_gemm(const FileNode& node) {
  require(node, "transA", 0);
  for (const char* factor : {"alpha", "beta"}) {
    const Attribute* found = node.find(factor);
    if (found != nullptr && found->f != 1) fail(node, std::string(factor) + " must be 1");
  }
  add_linear(node, integer(node, "transB", 0) != 0, Items::has(node, 2));
}

void GraphReader::read_matmul(const FileNode& node) { add_linear(node, false, false); }

void GraphReader::add_linear(const FileNode& node, bool transposed, bool bias) {
  const Feature given = items_.feature(node, 0);
  if (!given.rows) fail(node, "multiplies a map that is not flattened");
  Constant matrix = items_.constant(node, 1);
  if (!transposed) matrix.transposed = !matrix.transposed;  // ours is [out, in]
  const std::vector<std::int64_t> shape = weight_sides(node, matrix, 2);
  if (shape[1] != given.value.shape.elements())
    fail(node, "weights for " + std::to_string(shape[1]) + " features do not fit " +
                   std::to_string(given.value.shape.elements()));
  emit(node, Linear{small(node, "output features", shape[0]), bias}, {given.value}, true);
  arrays_.push_back({names_.back() + ".weight", shape, items_.floats(node, matrix, shape)});
  if (bias) add_array(node, ".bias", 2, {shape[0]});
}

void GraphReader::read_softmax(const FileNode& node) {
  const Feature given = items_.feature(node, 0);
  constexpr std::int64_t opset_of_last_axis = 13;
  const std::int64_t axis = integer(node, "axis", file_.opset < opset_of_last_axis ? 1 : -1);
  if (axis != 1 && axis != (given.rows ? -1 : -3)) fail(node, "must be over the channels, axis 1");
  emit(node, Softmax{}, {given.value}, given.rows);
}

}  // namespace narrows::onnx_format
