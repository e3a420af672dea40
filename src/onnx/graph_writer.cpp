#include "graph_writer.hpp"

#include <algorithm>
#include <cmath>

namespace narrows::onnx_format {
namespace {

const std::string input_name = "images";
const std::string output_name = "logits";

}  // namespace

GraphWriter::GraphWriter(protozero::pbf_builder<ModelField>& file, const Model& model, int opset)
    : graph_(file), model_(model), network_(model.network()), opset_(opset) {
  for (const std::string& name : {input_name, output_name}) static_cast<void>(graph_.claim(name));
  for (const ArraySpec& spec : weight_specs(network_)) static_cast<void>(graph_.claim(spec.name));
}

void GraphWriter::write() {
  graph_.add_value_info(GraphField::input, input_name, network_.input_shape(), false);
  values_.push_back({input_name, ""});
  for (const Node& node : network_.nodes()) write_node(static_cast<int>(values_.size()), node);
  write_output();
  write_initialisers();
}

void GraphWriter::write_node(int number, const Node& node) {
  const bool rows = gives_rows(node);
  const bool last = number == network_.output() && (rows || node.shape.height * node.shape.width > 1);
  const std::string result = last ? output_name : graph_.claim(node.name);
  std::visit([&](const auto& op) { write_op(op, node, result); }, node.op);
  values_.push_back(rows ? Forms{"", result} : Forms{result, ""});
  if (!last) describe(result, node.shape, rows);
}

void GraphWriter::write_op(const Conv2d& op, const Node& node, const std::string& result) {
  std::vector<std::string> inputs = {as_map(node.inputs[0]), node.name + ".weight"};
  if (op.bias) inputs.push_back(node.name + ".bias");
  NodeAttributes attributes;
  attributes.window(op.kernel, op.stride, op.padding).number("group", op.groups);
  if (op.dilation != 1) attributes.list("dilations", list_of(op.dilation));
  graph_.add_node(node.name, "Conv", inputs, result, attributes);
}

void GraphWriter::write_op(const BatchNorm& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "BatchNormalization",
                  {as_it_is(node.inputs[0]), node.name + ".weight", node.name + ".bias", node.name + ".running_mean",
                   node.name + ".running_var"},
                  result, NodeAttributes().real("epsilon", op.epsilon));
}

void GraphWriter::write_op(const Relu& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  if (std::isinf(op.max)) {
    graph_.add_node(node.name, "Relu", {input}, result);
  } else {
    const std::string low = graph_.add_constant(node.name + ".min", 0);
    const std::string high = graph_.add_constant(node.name + ".max", op.max);
    graph_.add_node(node.name, "Clip", {input, low, high}, result);
  }
}

void GraphWriter::write_op(const MaxPool& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "MaxPool", {as_map(node.inputs[0])}, result,
                  NodeAttributes().window(op.kernel, op.stride, op.padding).flag("ceil_mode", op.ceil_mode));
}

void GraphWriter::write_op(const AveragePool& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "AveragePool", {as_map(node.inputs[0])}, result,
                  NodeAttributes()
                      .window(op.kernel, op.stride, op.padding)
                      .number("count_include_pad", op.count_include_pad ? 1 : 0)
                      .flag("ceil_mode", op.ceil_mode));
}

void GraphWriter::write_op(const GlobalAveragePool&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "GlobalAveragePool", {as_map(node.inputs[0])}, result);
}

void GraphWriter::write_op(const Add&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Add", alike(node), result);
}

void GraphWriter::write_op(const Concat&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Concat", alike(node), result, NodeAttributes().number("axis", 1));
}

void GraphWriter::write_op(const Linear& op, const Node& node, const std::string& result) {
  std::vector<std::string> inputs = {as_rows(node.inputs[0]), node.name + ".weight"};
  if (op.bias) inputs.push_back(node.name + ".bias");
  graph_.add_node(node.name, "Gemm", inputs, result, NodeAttributes().number("transB", 1));
}

void GraphWriter::write_op(const Softmax&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Softmax", {as_it_is(node.inputs[0])}, result, NodeAttributes().number("axis", 1));
}

void GraphWriter::write_op(const Clip& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string low = std::isinf(op.min) ? "" : graph_.add_constant(node.name + ".min", op.min);
  std::vector<std::string> inputs{input, low};
  if (!std::isinf(op.max)) inputs.push_back(graph_.add_constant(node.name + ".max", op.max));
  graph_.add_node(node.name, "Clip", inputs, result);
}

void GraphWriter::write_op(const LeakyRelu& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "LeakyRelu", {as_it_is(node.inputs[0])}, result, NodeAttributes().real("alpha", op.slope));
}

void GraphWriter::write_op(const Elu& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Elu", {as_it_is(node.inputs[0])}, result, NodeAttributes().real("alpha", op.alpha));
}

void GraphWriter::write_op(const Sigmoid&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Sigmoid", {as_it_is(node.inputs[0])}, result);
}

void GraphWriter::write_op(const HardSigmoid& op, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "HardSigmoid", {as_it_is(node.inputs[0])}, result,
                  NodeAttributes().real("alpha", op.slope).real("beta", op.offset));
}

void GraphWriter::write_op(const HardSwish&, const Node& node, const std::string& result) {
  constexpr int first_opset = 14;
  if (opset_ >= first_opset) return graph_.add_node(node.name, "HardSwish", {as_it_is(node.inputs[0])}, result);
  const HardSigmoid gate;
  write_product("HardSigmoid", NodeAttributes().real("alpha", gate.slope).real("beta", gate.offset), node, result);
}

void GraphWriter::write_op(const Silu&, const Node& node, const std::string& result) {
  write_product("Sigmoid", {}, node, result);
}

void GraphWriter::write_product(const char* gate, const NodeAttributes& attributes, const Node& node,
                                const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string name = graph_.claim(node.name + ".gate");
  graph_.add_node(name, gate, {input}, name, attributes);
  describe(name, node.shape, gives_rows(node));
  graph_.add_node(node.name, "Mul", {input, name}, result);
}

void GraphWriter::write_op(const GlobalMaxPool&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "GlobalMaxPool", {as_map(node.inputs[0])}, result);
}

void GraphWriter::write_op(const Multiply&, const Node& node, const std::string& result) {
  graph_.add_node(node.name, "Mul", alike(node), result);
}

void GraphWriter::write_op(const Slice& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string starts = graph_.add_constant(node.name + ".starts", Ints{op.begin});
  const std::string ends = graph_.add_constant(node.name + ".ends", Ints{op.end});
  const std::string axes = graph_.add_constant(node.name + ".axes", Ints{1});
  graph_.add_node(node.name, "Slice", {input, starts, ends, axes}, result);
}

void GraphWriter::write_op(const ChannelShuffle& op, const Node& node, const std::string& result) {
  const std::string input = as_map(node.inputs[0]);
  const Shape shape = node.shape;
  const Ints groups{0, op.groups, shape.channels / op.groups, shape.height, shape.width};
  const std::string divided = graph_.claim(node.name + ".groups");
  const std::string exchanged = graph_.claim(node.name + ".exchanged");
  graph_.add_node(divided, "Reshape", {input, graph_.add_constant(divided + ".shape", groups)}, divided);
  graph_.add_node(exchanged, "Transpose", {divided}, exchanged, NodeAttributes().list("perm", {0, 2, 1, 3, 4}));
  const Ints back{0, shape.channels, shape.height, shape.width};
  const std::string sides = graph_.add_constant(node.name + ".shape", back);
  graph_.add_node(node.name, "Reshape", {exchanged, sides}, result);
}

bool GraphWriter::gives_rows(const Node& node) const {
  const auto rows = [&](int value) { return values_[static_cast<std::size_t>(value)].map.empty(); };
  return std::visit(overloaded{
                        [](const Linear&) { return true; },
                        [](const Conv2d&) { return false; },
                        [](const MaxPool&) { return false; },
                        [](const AveragePool&) { return false; },
                        [](const GlobalAveragePool&) { return false; },
                        [&](const BatchNorm&) { return rows(node.inputs[0]); },
                        [&](const Activation auto&) { return rows(node.inputs[0]); },
                        [&](const Slice&) { return rows(node.inputs[0]); },
                        [](const GlobalMaxPool&) { return false; },
                        [](const ChannelShuffle&) { return false; },
                        [&](const Multiply&) { return std::ranges::any_of(node.inputs, rows); },
                        [&](const Softmax&) { return rows(node.inputs[0]); },
                        [&](const Add&) { return std::ranges::any_of(node.inputs, rows); },
                        [&](const Concat&) { return std::ranges::any_of(node.inputs, rows); },
                    },
                    node.op);
}

const std::string& GraphWriter::as_it_is(int value) const {
  const Forms& forms = values_[static_cast<std::size_t>(value)];
  return forms.map.empty() ? forms.rows : forms.map;
}

const std::string& GraphWriter::as_map(int value) {
  Forms& forms = values_[static_cast<std::size_t>(value)];
  if (!forms.map.empty()) return forms.map;
  const std::string axes = graph_.add_constant(forms.rows + ".axes", Ints{2, 3});
  const std::string name = graph_.claim(forms.rows + ".map");
  graph_.add_node(name, "Unsqueeze", {forms.rows, axes}, name);
  describe(name, network_.shape(value), false);
  return forms.map = name;
}

const std::string& GraphWriter::as_rows(int value) {
  Forms& forms = values_[static_cast<std::size_t>(value)];
  if (!forms.rows.empty()) return forms.rows;
  const std::string name = graph_.claim(forms.map + ".flat");
  graph_.add_node(name, "Flatten", {forms.map}, name, NodeAttributes().number("axis", 1));
  describe(name, network_.shape(value), true);
  return forms.rows = name;
}

std::vector<std::string> GraphWriter::alike(const Node& node) {
  const bool rows = gives_rows(node);
  std::vector<std::string> names;
  for (const int input : node.inputs) names.push_back(rows ? as_rows(input) : as_map(input));
  return names;
}

void GraphWriter::write_initialisers() {
  for (const ArraySpec& spec : weight_specs(network_))
    graph_.add_initialiser(spec.name, spec.shape, model_.weights()[spec.name].values);
}

void GraphWriter::write_output() {
  const Shape shape = network_.output_shape();
  const Forms& forms = values_[static_cast<std::size_t>(network_.output())];
  const bool written = forms.map == output_name || forms.rows == output_name;
  if (!written && shape.height * shape.width == 1)
    graph_.add_node(output_name, "Flatten", {as_it_is(network_.output())}, output_name,
                    NodeAttributes().number("axis", 1));
  if (!written && shape.height * shape.width != 1)  // the input itself
    graph_.add_node(output_name, "Identity", {forms.map}, output_name);
  graph_.add_value_info(GraphField::output, output_name, shape, forms.map.empty() || shape.height * shape.width == 1);
}

void GraphWriter::describe(const std::string& name, Shape shape, bool rows) {
  graph_.add_value_info(GraphField::value_info, name, shape, rows);
}

}  // namespace narrows::onnx_format
