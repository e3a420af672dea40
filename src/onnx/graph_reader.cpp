#include "graph_reader.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

#include "format.hpp"
#include "narrows/error.hpp"
#include "shape_operations.hpp"

namespace narrows::onnx_format {
namespace {

constexpr std::int64_t largest_side = 1 << 16;

std::int64_t side(const FileInput& input, std::size_t index) {
  const std::int64_t value = input.sides[index];
  if (value < 1 || value > largest_side)
    throw Error("input '" + readable(input.name) + "' must have channels, height and width of 1 to " +
                std::to_string(largest_side) + ", has " + in_words(input.sides));
  return value;
}

void check_size(const FileNode& node, Shape shape) {
  if (std::max(shape.height, shape.width) > largest_side) fail(node, "its map would be too large");
  if (shape.elements() > largest_map) fail(node, "its map would have " + std::to_string(shape.elements()) + " values");
}

bool may_take_bias(const Op& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) return !conv->bias;
  if (const auto* linear = std::get_if<Linear>(&op)) return !linear->bias;
  return false;
}

}  // namespace

GraphReader::GraphReader(const FileModel& file, TensorValues& values) : file_(file), items_(values) {}

Model GraphReader::read() {
  constexpr std::int64_t oldest_opset = 7;
  if (file_.opset < oldest_opset)
    throw Error("must use opset 7 or newer of the operations of ONNX, uses " + std::to_string(file_.opset));
  mark_needed();
  for (const Tensor& tensor : file_.initialisers) {
    Constant constant;
    constant.tensor = &tensor;
    items_.set(tensor.name, std::move(constant));
  }
  builder_.emplace(read_input());
  for (const FileNode& node : file_.nodes)
    if (std::ranges::any_of(node.outputs, [&](auto name) { return needed_.contains(name); })) read_node(node);
  return finish();
}

void GraphReader::mark_needed() {
  if (file_.outputs.size() != 1) throw Error("must have one output, has " + std::to_string(file_.outputs.size()));
  needed_.insert(file_.outputs[0]);
  ++readers_[file_.outputs[0]];
  for (auto node = file_.nodes.rbegin(); node != file_.nodes.rend(); ++node) {
    if (std::ranges::none_of(node->outputs, [&](auto name) { return needed_.contains(name); })) continue;
    for (const std::string_view input : node->inputs) {
      if (input.empty()) continue;
      needed_.insert(input);
      ++readers_[input];
    }
  }
}

Shape GraphReader::read_input() {
  std::vector<const FileInput*> inputs;
  for (const FileInput& input : file_.inputs)
    if (!items_.contains(input.name)) inputs.push_back(&input);  // older files list the initialisers as inputs too
  if (inputs.size() != 1) throw Error("must have one input, has " + std::to_string(inputs.size()));
  const FileInput& input = *inputs[0];
  if (input.sides.size() != 4 || input.type != static_cast<std::int64_t>(DataType::float32))
    throw Error("input '" + readable(input.name) + "' must be float32 [N, channels, height, width], has sides " +
                in_words(input.sides) + " and type " + std::to_string(input.type));
  const Shape shape{static_cast<int>(side(input, 1)), static_cast<int>(side(input, 2)),
                    static_cast<int>(side(input, 3))};
  if (shape.elements() > largest_map)
    throw Error("an image would have " + std::to_string(shape.elements()) + " values");
  batch_ = std::max(input.sides[0], std::int64_t{0});
  items_.set(input.name, Feature{{0, shape}, false});
  return shape;
}

void GraphReader::read_node(const FileNode& node) {
  using Reading = void (GraphReader::*)(const FileNode&);
  static const std::map<std::string_view, Reading> readings = {
      {"Conv", &GraphReader::read_conv},
      {"BatchNormalization", &GraphReader::read_batch_norm},
      {"Relu", &GraphReader::read_relu},
      {"Clip", &GraphReader::read_clip},
      {"MaxPool", &GraphReader::read_max_pool},
      {"AveragePool", &GraphReader::read_average_pool},
      {"GlobalAveragePool", &GraphReader::read_global_average_pool},
      {"ReduceMean", &GraphReader::read_reduce_mean},
      {"Add", &GraphReader::read_add},
      {"Concat", &GraphReader::read_concat},
      {"Gemm", &GraphReader::read_gemm},
      {"MatMul", &GraphReader::read_matmul},
      {"Softmax", &GraphReader::read_softmax},
  };
  const bool standard = node.domain.empty() || node.domain == "ai.onnx";
  if (standard && read_shape_operation(node, items_, batch_)) return;
  const auto found = readings.find(node.op_type);
  if (!standard || found == readings.end())
    fail(node,
         "this operation" + (standard ? "" : " of '" + readable(node.domain) + "'") + " is not one that narrows runs");
  (this->*found->second)(node);
}

Model GraphReader::finish() {
  const FileNode output{.name = "output",
                        .op_type = "the graph's result",
                        .domain = {},
                        .inputs = file_.outputs,
                        .outputs = {},
                        .attributes = {}};
  const Network built = builder_->finish(items_.feature(output, 0).value);
  std::vector<Node> nodes(built.nodes().begin(), built.nodes().end());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].name = names_[i];
    if (!biased_later_.contains(i)) continue;
    std::visit(overloaded{[](Conv2d& op) { op.bias = true; }, [](Linear& op) { op.bias = true; }, [](auto&) {}},
               nodes[i].op);
  }
  return Model(Network(built.input_shape(), std::move(nodes), built.output()), Weights(std::move(arrays_)));
}

void GraphReader::emit(const FileNode& node, const Op& op, const std::vector<Value>& inputs, bool rows) {
  try {
    const Value value = builder_->add(op, inputs);
    check_size(node, value.shape);
    if (!builder_->valid()) fail(node, "its map would be empty");
    items_.set(node, Feature{value, rows});
    if (may_take_bias(op)) biasable_[names_.size()] = node.outputs[0];
    names_.push_back(unique_name(node, op));
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

void GraphReader::add_array(const FileNode& node, const char* suffix, std::size_t input,
                            std::vector<std::int64_t> shape) {
  std::vector<float> values = items_.floats(node, input, shape);
  arrays_.push_back({names_.back() + suffix, std::move(shape), std::move(values)});
}

}  // namespace narrows::onnx_format
