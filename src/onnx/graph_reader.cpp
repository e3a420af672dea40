#include "graph_reader.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "constant_folding.hpp"
#include "format.hpp"
#include "narrows/error.hpp"
#include "readable.hpp"
#include "shape_operations.hpp"

namespace narrows::onnx_format {
namespace {

constexpr std::int64_t largest_side = 1 << 16;

int side(const FileInput& input, std::size_t index) {
  const std::int64_t value = input.sides[index];
  if (value < 1 || value > largest_side)
    throw Error("input '" + readable(input.name) + "' must have channels, height and width of 1 to " +
                std::to_string(largest_side) + ", has " + in_words(input.sides));
  return static_cast<int>(value);
}

void check_size(const FileNode& node, Shape shape) {
  if (std::max(shape.height, shape.width) > largest_side) fail(node, "its map would be too large");
  if (shape.elements() > largest_map) fail(node, "its map would have " + std::to_string(shape.elements()) + " values");
}

bool has_weights(const Op& op) {
  return std::holds_alternative<Conv2d>(op) || std::holds_alternative<Linear>(op) ||
         std::holds_alternative<BatchNorm>(op);
}

/** Whether the input's only way leads to a Transpose from channels last to channels first. */
bool comes_channels_last(const NeededNodes& nodes, std::string_view name) {
  static const std::set<std::string_view> on_the_way = {"Identity", "Cast", "Dropout", "Add", "Sub", "Mul", "Div"};
  for (std::size_t steps = 0; steps < nodes.nodes().size(); ++steps) {
    const FileNode* const reader = nodes.only_reader(name);
    if (reader == nullptr || reader->outputs.empty()) return false;
    if (reader->op_type == "Transpose") {
      const Attribute* perm = reader->find("perm");
      return perm != nullptr && perm->ints == std::vector<std::int64_t>{0, 3, 1, 2};
    }
    if (!on_the_way.contains(reader->op_type)) return false;
    name = reader->outputs[0];
  }
  return false;
}

void check_finite(const Weights::Array& array) {
  if (std::ranges::all_of(array.values, [](float value) { return std::isfinite(value); })) return;
  throw Error("'" + array.name + "' holds values that are not finite numbers (NaN or infinite): such a model answers " +
              "nothing; was its training followed to the end?");
}

}  // namespace

GraphReader::GraphReader(const FileModel& file, TensorValues& values, std::string_view output)
    : file_(file), known_(values), needed_(file, output) {}

Model GraphReader::read() {
  constexpr std::int64_t oldest_opset = 7;
  if (file_.opset < oldest_opset)
    throw Error("must use opset 7 or newer of the operations of ONNX, uses " + std::to_string(file_.opset));
  for (const Tensor& tensor : file_.initialisers) {
    Constant constant;
    constant.tensor = &tensor;
    known_.set(tensor.name, std::move(constant));
  }
  builder_ = std::make_unique<NetworkBuilder>(read_input());
  for (const FileNode* const node : needed_.nodes())
    if (!done_.contains(node)) read_node(*node);
  return finish();
}

Shape GraphReader::read_input() {
  std::vector<const FileInput*> inputs;
  for (const FileInput& input : file_.inputs)
    if (!known_.contains(input.name)) inputs.push_back(&input);  // older files list the initialisers as inputs too
  if (inputs.size() != 1) throw Error("must have one input, has " + std::to_string(inputs.size()));
  const FileInput& input = *inputs[0];
  if (input.sides.size() != 4 || input.type != static_cast<std::int64_t>(DataType::float32))
    throw Error("input '" + readable(input.name) + "' must be float32 [N, channels, height, width], has sides " +
                in_words(input.sides) + " and type " + std::to_string(input.type));
  const bool last = comes_channels_last(needed_, input.name);
  const Shape shape = last ? Shape{side(input, 3), side(input, 1), side(input, 2)}
                           : Shape{side(input, 1), side(input, 2), side(input, 3)};
  if (shape.elements() > largest_map)
    throw Error("an image would have " + std::to_string(shape.elements()) + " values");
  batch_ = std::max(input.sides[0], std::int64_t{0});
  known_.set(input.name, Feature{{0, shape}, last ? Layout::pixels : Layout::map});
  return shape;
}

void GraphReader::read_node(const FileNode& node) {
  using Reading = void (GraphReader::*)(const FileNode&);
  static const std::map<std::string_view, Reading> readings = {
      {"Conv", &GraphReader::read_conv},
      {"BatchNormalization", &GraphReader::read_batch_norm},
      {"Relu", &GraphReader::read_relu},
      {"Clip", &GraphReader::read_clip},
      {"LeakyRelu", &GraphReader::read_leaky_relu},
      {"Elu", &GraphReader::read_elu},
      {"Sigmoid", &GraphReader::read_sigmoid},
      {"HardSigmoid", &GraphReader::read_hard_sigmoid},
      {"HardSwish", &GraphReader::read_hard_swish},
      {"MaxPool", &GraphReader::read_max_pool},
      {"AveragePool", &GraphReader::read_average_pool},
      {"GlobalAveragePool", &GraphReader::read_global_pool},
      {"GlobalMaxPool", &GraphReader::read_global_pool},
      {"ReduceMean", &GraphReader::read_reduction},
      {"ReduceMax", &GraphReader::read_reduction},
      {"Add", &GraphReader::read_arithmetic},
      {"Sub", &GraphReader::read_arithmetic},
      {"Mul", &GraphReader::read_arithmetic},
      {"Div", &GraphReader::read_arithmetic},
      {"Pad", &GraphReader::read_pad},
      {"Concat", &GraphReader::read_concat},
      {"Slice", &GraphReader::read_slice},
      {"Split", &GraphReader::read_split},
      {"Gemm", &GraphReader::read_gemm},
      {"MatMul", &GraphReader::read_matmul},
      {"Softmax", &GraphReader::read_softmax},
  };
  const bool standard = node.domain.empty() || node.domain == "ai.onnx";
  static const std::set<std::string_view> settle_themselves = {"Conv", "AveragePool", "Pad"};
  if (!settle_themselves.contains(node.op_type)) settle(node);
  if (standard && fold_constants(node, known_)) return;
  if (standard && read_shape_operation(node, known_, batch_)) return shuffle(node);
  const auto found = readings.find(node.op_type);
  if (!standard || found == readings.end())
    fail(node,
         "this operation" + (standard ? "" : " of '" + readable(node.domain) + "'") + " is not one that narrows runs");
  for (std::size_t i = 0; i < node.inputs.size(); ++i)
    if (KnownValues::has(node, i) && known_.is_feature(node, i) && known_.feature(node, i).layout == Layout::groups)
      fail(node, "works on channels in groups, which are understood only to be shuffled");
  (this->*found->second)(node);
}

void GraphReader::shuffle(const FileNode& node) {
  const auto* given = std::get_if<Feature>(&known_.named(node, node.outputs[0]));
  if (given == nullptr || given->layout == Layout::groups || given->groups == 0) return;
  Feature result{given->value, given->layout};
  if (given->shuffled) result.value = append(node, ChannelShuffle{given->groups}, {given->value});
  known_.set(node.outputs[0], result);
}

void GraphReader::settle(const FileNode& node) {
  for (std::size_t i = 0; i < node.inputs.size(); ++i)
    if (KnownValues::has(node, i) && known_.is_feature(node, i))
      known_.set(node.inputs[i], settled(node, known_.feature(node, i)));
}

Feature GraphReader::settled(const FileNode& node, Feature feature) {
  if (feature.padding == 0) return feature;
  const int channels = feature.value.shape.channels;  // a copy whose border is padding
  known_.spend(node, static_cast<std::size_t>(channels));
  feature.value =
      append(node, Conv2d{.out_channels = channels, .padding = feature.padding, .groups = channels}, {feature.value});
  add_array(".weight", {channels, 1, 1, 1}, std::vector<float>(static_cast<std::size_t>(channels), 1.0F));
  feature.padding = 0;
  return feature;
}

Model GraphReader::finish() {
  const FileNode output{.name = "output",
                        .op_type = "the graph's result",
                        .domain = {},
                        .inputs = {needed_.output()},
                        .outputs = {},
                        .attributes = {}};
  settle(output);
  const Feature result = known_.feature(output, 0);
  const Shape shape = result.value.shape;
  const bool in_our_order = result.layout == Layout::map || result.layout == Layout::rows;
  if (!in_our_order && shape.height * shape.width > 1 && shape.channels > 1)
    fail(output, "has its channels last, which is understood only within a network");
  std::ranges::for_each(arrays_, check_finite);
  const Network built = builder_->finish(result.value);
  std::vector<Node> nodes(built.nodes().begin(), built.nodes().end());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].name = names_[i];
    if (!biased_later_.contains(i)) continue;
    std::visit(overloaded{[](Conv2d& op) { op.bias = true; }, [](Linear& op) { op.bias = true; }, [](auto&) {}},
               nodes[i].op);
  }
  return {Network(built.input_shape(), std::move(nodes), built.output()), Weights(std::move(arrays_))};
}

void GraphReader::emit(const FileNode& node, const Op& op, const std::vector<Value>& inputs, Layout layout,
                       std::size_t output) {
  known_.set(node, Feature{append(node, op, inputs), layout}, output);
  if (has_weights(op)) own_[names_.size() - 1] = node.outputs[output];
}

Value GraphReader::append(const FileNode& node, const Op& op, const std::vector<Value>& inputs) {
  try {
    const Value value = builder_->add(op, inputs);
    check_size(node, value.shape);
    if (!builder_->valid()) fail(node, "its map would be empty");
    names_.push_back(unique_name(node, op));
    ops_.push_back(op);
    return value;
  } catch (const std::invalid_argument& error) {
    fail(node, error.what());
  }
}

std::string GraphReader::unique_name(const FileNode& node, const Op& op) {
  std::string base = readable(node.name);
  base.erase(0, base.find_first_not_of('/'));
  if (base.empty()) base = std::string(name(op));
  std::string unique = base;
  while (!taken_.try_emplace(unique, 1).second) unique = base + "_" + std::to_string(++taken_[base]);
  return unique;
}

void GraphReader::add_array(const char* suffix, std::vector<std::int64_t> shape, std::vector<float> values) {
  places_[names_.back() + suffix] = arrays_.size();
  arrays_.push_back({names_.back() + suffix, std::move(shape), std::move(values)});
}

std::int64_t channel_axis(Layout layout) { return layout == Layout::pixels ? 3 : 1; }

std::int64_t from_front(std::int64_t axis, const Feature& feature) {
  return axis < 0 ? axis + static_cast<std::int64_t>(feature.dims().size()) + 1 : axis;
}

}  // namespace narrows::onnx_format
