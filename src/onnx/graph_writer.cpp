#include "graph_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace narrows::onnx_format {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

const std::string input_name = "images";
const std::string output_name = "logits";

template <class T>
void fill(protozero::pbf_builder<TensorField>& tensor, const std::string& name, const std::vector<std::int64_t>& shape,
          DataType type, const std::vector<T>& values) {
  for (const std::int64_t side : shape) tensor.add_int64(TensorField::dims, side);
  tensor.add_int32(TensorField::data_type, static_cast<std::int32_t>(type));
  tensor.add_string(TensorField::name, name);
  tensor.add_bytes(TensorField::raw_data, reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

using Ints = std::vector<std::int64_t>;

Ints list_of(Sides sides) { return {sides.height, sides.width}; }
Ints list_of(Padding padding) { return {padding.top, padding.left, padding.bottom, padding.right}; }

}  // namespace

/** The attributes of one node, each as an AttributeProto. */
struct GraphWriter::Attributes {
  std::vector<std::string> messages;

  Attributes& number(const char* name, std::int64_t value) {
    return add(name, AttributeType::i, [&](auto& builder) { builder.add_int64(AttributeField::i, value); });
  }
  Attributes& real(const char* name, double value) {
    return add(name, AttributeType::f,
               [&](auto& builder) { builder.add_float(AttributeField::f, static_cast<float>(value)); });
  }
  Attributes& list(const char* name, const Ints& values) {
    return add(name, AttributeType::ints, [&](auto& builder) {
      for (const std::int64_t value : values) builder.add_int64(AttributeField::ints, value);
    });
  }
  template <class T>
  Attributes& tensor(const char* name, const std::vector<std::int64_t>& shape, DataType type,
                     const std::vector<T>& values) {
    return add(name, AttributeType::t, [&](auto& builder) {
      protozero::pbf_builder<TensorField> tensor(builder, AttributeField::t);
      fill(tensor, "", shape, type, values);
    });
  }
  /** kernel_shape, strides and pads. */
  Attributes& window(Sides kernel, Sides stride, Padding padding) {
    return list("kernel_shape", list_of(kernel)).list("strides", list_of(stride)).list("pads", list_of(padding));
  }
  /** Where it is not what a file means without it. */
  Attributes& flag(const char* name, bool value) { return value ? number(name, 1) : *this; }

 private:
  template <class Value>
  Attributes& add(const char* name, AttributeType type, const Value& add_value) {
    protozero::pbf_builder<AttributeField> builder(messages.emplace_back());
    builder.add_string(AttributeField::name, name);
    add_value(builder);
    builder.add_enum(AttributeField::type, static_cast<std::int32_t>(type));
    return *this;
  }
};

GraphWriter::GraphWriter(protozero::pbf_builder<ModelField>& file, const Model& model, int opset)
    : graph_(file, ModelField::graph),
      model_(model),
      network_(model.network()),
      opset_(opset),
      taken_{input_name, output_name} {
  for (const ArraySpec& spec : weight_specs(network_)) taken_.insert(spec.name);
}

void GraphWriter::write() {
  graph_.add_string(GraphField::name, "narrows");
  write_value_info(GraphField::input, input_name, network_.input_shape(), false);
  values_.push_back({input_name, ""});
  for (const Node& node : network_.nodes()) write_node(static_cast<int>(values_.size()), node);
  write_output();
  write_initialisers();
}

void GraphWriter::write_node(int number, const Node& node) {
  const bool rows = gives_rows(node);
  const bool last = number == network_.output() && (rows || node.shape.height * node.shape.width > 1);
  const std::string result = last ? output_name : claim(node.name);
  std::visit([&](const auto& op) { write_op(op, node, result); }, node.op);
  values_.push_back(rows ? Forms{"", result} : Forms{result, ""});
  if (!last) describe(result, node.shape, rows);
}

void GraphWriter::write_op(const Conv2d& op, const Node& node, const std::string& result) {
  std::vector<std::string> inputs = {as_map(node.inputs[0]), node.name + ".weight"};
  if (op.bias) inputs.push_back(node.name + ".bias");
  Attributes attributes;
  attributes.window(op.kernel, op.stride, op.padding).number("group", op.groups);
  if (op.dilation != 1) attributes.list("dilations", list_of(op.dilation));
  add_node(node.name, "Conv", inputs, result, attributes);
}

void GraphWriter::write_op(const BatchNorm& op, const Node& node, const std::string& result) {
  add_node(node.name, "BatchNormalization",
           {as_it_is(node.inputs[0]), node.name + ".weight", node.name + ".bias", node.name + ".running_mean",
            node.name + ".running_var"},
           result, Attributes().real("epsilon", op.epsilon));
}

void GraphWriter::write_op(const Relu& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  if (std::isinf(op.max)) {
    add_node(node.name, "Relu", {input}, result, {});
  } else {
    const std::string low = add_constant(node.name + ".min", 0);
    const std::string high = add_constant(node.name + ".max", op.max);
    add_node(node.name, "Clip", {input, low, high}, result, {});
  }
}

void GraphWriter::write_op(const MaxPool& op, const Node& node, const std::string& result) {
  add_node(node.name, "MaxPool", {as_map(node.inputs[0])}, result,
           Attributes().window(op.kernel, op.stride, op.padding).flag("ceil_mode", op.ceil_mode));
}

void GraphWriter::write_op(const AveragePool& op, const Node& node, const std::string& result) {
  add_node(node.name, "AveragePool", {as_map(node.inputs[0])}, result,
           Attributes()
               .window(op.kernel, op.stride, op.padding)
               .number("count_include_pad", op.count_include_pad ? 1 : 0)
               .flag("ceil_mode", op.ceil_mode));
}

void GraphWriter::write_op(const GlobalAveragePool&, const Node& node, const std::string& result) {
  add_node(node.name, "GlobalAveragePool", {as_map(node.inputs[0])}, result, {});
}

void GraphWriter::write_op(const Add&, const Node& node, const std::string& result) {
  add_node(node.name, "Add", alike(node), result, {});
}

void GraphWriter::write_op(const Concat&, const Node& node, const std::string& result) {
  add_node(node.name, "Concat", alike(node), result, Attributes().number("axis", 1));
}

void GraphWriter::write_op(const Linear& op, const Node& node, const std::string& result) {
  std::vector<std::string> inputs = {as_rows(node.inputs[0]), node.name + ".weight"};
  if (op.bias) inputs.push_back(node.name + ".bias");
  add_node(node.name, "Gemm", inputs, result, Attributes().number("transB", 1));
}

void GraphWriter::write_op(const Softmax&, const Node& node, const std::string& result) {
  add_node(node.name, "Softmax", {as_it_is(node.inputs[0])}, result, Attributes().number("axis", 1));
}

void GraphWriter::write_op(const Clip& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string low = std::isinf(op.min) ? "" : add_constant(node.name + ".min", op.min);
  std::vector<std::string> inputs{input, low};
  if (!std::isinf(op.max)) inputs.push_back(add_constant(node.name + ".max", op.max));
  add_node(node.name, "Clip", inputs, result, {});
}

void GraphWriter::write_op(const LeakyRelu& op, const Node& node, const std::string& result) {
  add_node(node.name, "LeakyRelu", {as_it_is(node.inputs[0])}, result, Attributes().real("alpha", op.slope));
}

void GraphWriter::write_op(const Sigmoid&, const Node& node, const std::string& result) {
  add_node(node.name, "Sigmoid", {as_it_is(node.inputs[0])}, result, {});
}

void GraphWriter::write_op(const HardSigmoid& op, const Node& node, const std::string& result) {
  add_node(node.name, "HardSigmoid", {as_it_is(node.inputs[0])}, result,
           Attributes().real("alpha", op.slope).real("beta", op.offset));
}

void GraphWriter::write_op(const HardSwish&, const Node& node, const std::string& result) {
  constexpr int first_opset = 14;
  if (opset_ >= first_opset) return add_node(node.name, "HardSwish", {as_it_is(node.inputs[0])}, result, {});
  const HardSigmoid gate;
  write_product("HardSigmoid", Attributes().real("alpha", gate.slope).real("beta", gate.offset), node, result);
}

void GraphWriter::write_op(const Silu&, const Node& node, const std::string& result) {
  write_product("Sigmoid", {}, node, result);
}

void GraphWriter::write_product(const char* gate, const Attributes& attributes, const Node& node,
                                const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string name = claim(node.name + ".gate");
  add_node(name, gate, {input}, name, attributes);
  describe(name, node.shape, gives_rows(node));
  add_node(node.name, "Mul", {input, name}, result, {});
}

void GraphWriter::write_op(const GlobalMaxPool&, const Node& node, const std::string& result) {
  add_node(node.name, "GlobalMaxPool", {as_map(node.inputs[0])}, result, {});
}

void GraphWriter::write_op(const Multiply&, const Node& node, const std::string& result) {
  add_node(node.name, "Mul", alike(node), result, {});
}

void GraphWriter::write_op(const Slice& op, const Node& node, const std::string& result) {
  const std::string input = as_it_is(node.inputs[0]);
  const std::string starts = add_constant(node.name + ".starts", Ints{op.begin});
  const std::string ends = add_constant(node.name + ".ends", Ints{op.end});
  const std::string axes = add_constant(node.name + ".axes", Ints{1});
  add_node(node.name, "Slice", {input, starts, ends, axes}, result, {});
}

void GraphWriter::write_op(const ChannelShuffle& op, const Node& node, const std::string& result) {
  const std::string input = as_map(node.inputs[0]);
  const Shape shape = node.shape;
  const Ints groups{0, op.groups, shape.channels / op.groups, shape.height, shape.width};
  const std::string divided = claim(node.name + ".groups");
  const std::string exchanged = claim(node.name + ".exchanged");
  add_node(divided, "Reshape", {input, add_constant(divided + ".shape", groups)}, divided, {});
  add_node(exchanged, "Transpose", {divided}, exchanged, Attributes().list("perm", {0, 2, 1, 3, 4}));
  const Ints back{0, shape.channels, shape.height, shape.width};
  const std::string sides = add_constant(node.name + ".shape", back);
  add_node(node.name, "Reshape", {exchanged, sides}, result, {});
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
  const std::string axes = add_constant(forms.rows + ".axes", std::vector<std::int64_t>{2, 3});
  const std::string name = claim(forms.rows + ".map");
  add_node(name, "Unsqueeze", {forms.rows, axes}, name, {});
  describe(name, network_.shape(value), false);
  return forms.map = name;
}

const std::string& GraphWriter::as_rows(int value) {
  Forms& forms = values_[static_cast<std::size_t>(value)];
  if (!forms.rows.empty()) return forms.rows;
  const std::string name = claim(forms.map + ".flat");
  add_node(name, "Flatten", {forms.map}, name, Attributes().number("axis", 1));
  describe(name, network_.shape(value), true);
  return forms.rows = name;
}

std::vector<std::string> GraphWriter::alike(const Node& node) {
  const bool rows = gives_rows(node);
  std::vector<std::string> names;
  for (const int input : node.inputs) names.push_back(rows ? as_rows(input) : as_map(input));
  return names;
}

void GraphWriter::add_node(const std::string& name, const char* type, const std::vector<std::string>& inputs,
                           const std::string& result, const Attributes& attributes) {
  protozero::pbf_builder<NodeField> node(graph_, GraphField::node);
  for (const std::string& input : inputs) node.add_string(NodeField::input, input);
  node.add_string(NodeField::output, result);
  node.add_string(NodeField::name, name);
  node.add_string(NodeField::op_type, type);
  for (const std::string& attribute : attributes.messages) node.add_message(NodeField::attribute, attribute);
}

std::string GraphWriter::add_constant(const std::string& name, float value) {
  const std::string own = claim(name);
  add_node(own, "Constant", {}, own, Attributes().tensor("value", {}, DataType::float32, std::vector<float>{value}));
  return own;
}

std::string GraphWriter::add_constant(const std::string& name, const std::vector<std::int64_t>& values) {
  const std::string own = claim(name);
  const auto size = static_cast<std::int64_t>(values.size());
  add_node(own, "Constant", {}, own, Attributes().tensor("value", {size}, DataType::int64, values));
  return own;
}

void GraphWriter::write_initialisers() {
  for (const ArraySpec& spec : weight_specs(network_)) {
    protozero::pbf_builder<TensorField> tensor(graph_, GraphField::initializer);
    fill(tensor, spec.name, spec.shape, DataType::float32, model_.weights()[spec.name].values);
  }
}

void GraphWriter::write_output() {
  const Shape shape = network_.output_shape();
  const Forms& forms = values_[static_cast<std::size_t>(network_.output())];
  const bool written = forms.map == output_name || forms.rows == output_name;
  if (!written && shape.height * shape.width == 1)
    add_node(output_name, "Flatten", {as_it_is(network_.output())}, output_name, Attributes().number("axis", 1));
  if (!written && shape.height * shape.width != 1)  // the input itself
    add_node(output_name, "Identity", {forms.map}, output_name, {});
  write_value_info(GraphField::output, output_name, shape, forms.map.empty() || shape.height * shape.width == 1);
}

void GraphWriter::describe(const std::string& name, Shape shape, bool rows) {
  write_value_info(GraphField::value_info, name, shape, rows);
}

void GraphWriter::write_value_info(GraphField field, const std::string& name, Shape shape, bool rows) {
  protozero::pbf_builder<ValueInfoField> info(graph_, field);
  info.add_string(ValueInfoField::name, name);
  protozero::pbf_builder<TypeField> type(info, ValueInfoField::type);
  protozero::pbf_builder<TensorTypeField> tensor_type(type, TypeField::tensor_type);
  tensor_type.add_int32(TensorTypeField::elem_type, static_cast<std::int32_t>(DataType::float32));
  protozero::pbf_builder<ShapeField> sides(tensor_type, TensorTypeField::shape);
  protozero::pbf_builder<DimField>(sides, ShapeField::dim).add_string(DimField::param, "N");
  const std::vector<std::int64_t> numbers =
      rows ? Ints{shape.elements()} : Ints{shape.channels, shape.height, shape.width};
  for (const std::int64_t side : numbers)
    protozero::pbf_builder<DimField>(sides, ShapeField::dim).add_int64(DimField::value, side);
}

std::string GraphWriter::claim(std::string name) {
  while (!taken_.insert(name).second) name += "_";
  return name;
}

}  // namespace narrows::onnx_format
