// Layers with weights, and pools; graph_reader.cpp has the order of reading.
#include <algorithm>

#include "graph_reader.hpp"

namespace narrows::onnx_format {
namespace {

/** Sides of a weight, none of them empty, with a product that fits. */
std::vector<std::int64_t> weight_sides(const FileNode& node, const Constant& weight, std::size_t rank) {
  const std::vector<std::int64_t> sides = weight.dims();
  if (sides.size() != rank || weight.may_be_shape())
    fail(node, "weights must have " + std::to_string(rank) + " sides, have " + in_words(sides));
  if (weight.tensor != nullptr && elements(*weight.tensor) == 0) fail(node, "weights are empty, " + in_words(sides));
  if (std::ranges::any_of(sides, [](std::int64_t side) { return side == 0; }))
    fail(node, "weights are empty, " + in_words(sides));
  return sides;
}

std::vector<std::int64_t> kernel_shape(const FileNode& node) {
  const Attribute* found = node.find("kernel_shape");
  if (found == nullptr || found->ints.size() != 2) fail(node, "kernel_shape must have two sides");
  return found->ints;
}

bool any(Padding padding) { return padding != Padding(0); }

Padding sum(Padding a, Padding b) { return {a.top + b.top, a.left + b.left, a.bottom + b.bottom, a.right + b.right}; }

/** [out, in] of a matrix; where the file flattens [H, W, C], its inputs are put in the order [C, H, W]. */
std::vector<float> arranged(std::vector<float> matrix, std::size_t outputs, bool transposed, Shape in, bool pixels) {
  if (transposed && !pixels) return matrix;
  const auto inputs = static_cast<std::size_t>(in.elements());
  const auto channels = static_cast<std::size_t>(in.channels);
  const std::size_t places = inputs / channels;
  std::vector<float> result(matrix.size());
  for (std::size_t out = 0; out < outputs; ++out)
    for (std::size_t i = 0; i < inputs; ++i) {
      const std::size_t source = pixels ? i % places * channels + i / places : i;
      result[out * inputs + i] = matrix[transposed ? out * inputs + source : source * outputs + out];
    }
  return result;
}

}  // namespace

void GraphReader::read_conv(const FileNode& node) {
  if (pads_by_itself(node)) settle(node);
  const Feature given = known_.map(node, 0);
  const std::vector<std::int64_t> sides = weight_sides(node, known_.constant(node, 1), 4);
  const Window size = window(node, sides[2], sides[3], given.value.shape);
  const int groups = small(node, "group", integer(node, "group", 1));
  if (sides[1] * groups != given.value.shape.channels)
    fail(node, "weights of shape " + in_words(sides) + " in " + std::to_string(groups) + " groups do not fit " +
                   std::to_string(given.value.shape.channels) + " channels");
  const bool bias = KnownValues::has(node, 2);
  const Conv2d op{small(node, "output channels", sides[0]),
                  size.kernel,
                  size.stride,
                  sum(size.padding, given.padding),
                  groups,
                  bias,
                  size.dilation};
  emit(node, op, {given.value}, Layout::map);
  add_array(".weight", sides, known_.floats(node, 1, sides));
  if (bias) add_array(".bias", {sides[0]}, known_.floats(node, 2, {sides[0]}));
}

void GraphReader::read_batch_norm(const FileNode& node) {
  const Feature given = known_.feature(node, 0);
  require(node, "training_mode", 0);
  require(node, "spatial", 1);
  const Shape in = given.value.shape;
  if (given.rows() && in.height * in.width != 1) fail(node, "normalises a flattened map, which is not understood");
  if (given.layout == Layout::pixels) (void)known_.map(node, 0);
  const Attribute* epsilon = node.find("epsilon");
  emit(node, BatchNorm{epsilon == nullptr ? 1e-5 : shortest(epsilon->f)}, {given.value}, given.layout);
  const char* suffixes[] = {".weight", ".bias", ".running_mean", ".running_var"};
  for (std::size_t i = 0; i < 4; ++i) add_array(suffixes[i], {in.channels}, known_.floats(node, i + 1, {in.channels}));
}

void GraphReader::read_max_pool(const FileNode& node) {
  const Feature given = known_.map(node, 0);
  const std::vector<std::int64_t> kernel = kernel_shape(node);
  const Window size = window(node, kernel[0], kernel[1], given.value.shape);
  if (size.dilation != 1) fail(node, "dilation of a pool is not understood");
  const bool ceil_mode = integer(node, "ceil_mode", 0) != 0;
  emit(node, MaxPool{size.kernel, size.stride, size.padding, ceil_mode}, {given.value}, Layout::map);
}

void GraphReader::read_average_pool(const FileNode& node) {
  const std::vector<std::int64_t> kernel = kernel_shape(node);
  const Feature before = known_.map(node, 0);
  const Window own = window(node, kernel[0], kernel[1], before.value.shape);
  const bool ceil_mode = integer(node, "ceil_mode", 0) != 0;
  const bool inside = !pads_by_itself(node) && !any(own.padding) && !ceil_mode &&
                      std::max(before.padding.top, before.padding.bottom) < own.kernel.height &&
                      std::max(before.padding.left, before.padding.right) < own.kernel.width;
  if (!inside) settle(node);
  const Feature given = known_.map(node, 0);
  const Window size = window(node, kernel[0], kernel[1], given.value.shape);
  if (size.dilation != 1) fail(node, "dilation of a pool is not understood");
  const bool padded = any(given.padding) || (any(size.padding) && integer(node, "count_include_pad", 0) != 0);
  const AveragePool op{size.kernel, size.stride, sum(size.padding, given.padding), ceil_mode, padded};
  emit(node, op, {given.value}, Layout::map);
}

void GraphReader::read_global_pool(const FileNode& node) {
  const Op op = node.op_type == "GlobalMaxPool" ? Op(GlobalMaxPool{}) : Op(GlobalAveragePool{});
  emit(node, op, {known_.map(node, 0).value}, Layout::map);
}

void GraphReader::read_reduction(const FileNode& node) {
  const Feature given = known_.feature(node, 0);
  std::vector<std::int64_t> axes;
  if (const Attribute* attribute = node.find("axes"))
    axes = attribute->ints;
  else if (KnownValues::has(node, 1))
    axes = known_.integers(node, 1);
  for (std::int64_t& axis : axes) axis = from_front(axis, given);
  std::ranges::sort(axes);
  const bool pixels = given.layout == Layout::pixels;
  if (given.rows() || axes != (pixels ? std::vector<std::int64_t>{1, 2} : std::vector<std::int64_t>{2, 3}))
    fail(node, "must reduce the map's height and width to one pixel");
  const Op op = node.op_type == "ReduceMax" ? Op(GlobalMaxPool{}) : Op(GlobalAveragePool{});
  emit(node, op, {given.value}, integer(node, "keepdims", 1) == 0 ? Layout::rows : given.layout);
}

void GraphReader::read_gemm(const FileNode& node) {
  require(node, "transA", 0);
  add_linear(node, integer(node, "transB", 0) != 0, KnownValues::has(node, 2), real(node, "alpha", 1),
             real(node, "beta", 1));
}

void GraphReader::read_matmul(const FileNode& node) { add_linear(node, false, false, 1, 1); }

void GraphReader::add_linear(const FileNode& node, bool transposed, bool bias, float alpha, float beta) {
  const Feature given = known_.feature(node, 0);
  if (!given.rows()) fail(node, "multiplies a map that is not flattened");
  const std::vector<std::int64_t> sides = weight_sides(node, known_.constant(node, 1), 2);
  const std::int64_t outputs = sides[transposed ? 0 : 1];
  const std::int64_t inputs = sides[transposed ? 1 : 0];
  const Shape in = given.value.shape;
  if (inputs != in.elements())
    fail(node, "weights for " + std::to_string(inputs) + " features do not fit " + std::to_string(in.elements()));
  emit(node, Linear{small(node, "output features", outputs), bias}, {given.value}, Layout::rows);
  std::vector<float> weight = arranged(known_.floats(node, 1, sides), static_cast<std::size_t>(outputs), transposed, in,
                                       given.layout == Layout::pixel_rows);
  if (alpha != 1)
    for (float& value : weight) value *= alpha;
  add_array(".weight", {outputs, inputs}, std::move(weight));
  if (!bias) return;
  std::vector<float> shift = known_.floats(node, 2, {outputs});
  if (beta != 1)
    for (float& value : shift) value *= beta;
  add_array(".bias", {outputs}, std::move(shift));
}

}  // namespace narrows::onnx_format
