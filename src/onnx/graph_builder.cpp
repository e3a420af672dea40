#include "graph_builder.hpp"

#include <bit>

namespace narrows::onnx_format {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

template <class T>
void fill(protozero::pbf_builder<TensorField>& tensor, const std::string& name, const Ints& shape, DataType type,
          const std::vector<T>& values) {
  for (const std::int64_t side : shape) tensor.add_int64(TensorField::dims, side);
  tensor.add_int32(TensorField::data_type, static_cast<std::int32_t>(type));
  tensor.add_string(TensorField::name, name);
  tensor.add_bytes(TensorField::raw_data, reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

template <class T>
std::string tensor_message(const Ints& shape, DataType type, const std::vector<T>& values) {
  std::string message;
  protozero::pbf_builder<TensorField> tensor(message);
  fill(tensor, "", shape, type, values);
  return message;
}

}  // namespace

GraphBuilder::GraphBuilder(protozero::pbf_builder<ModelField>& file) : graph_(file, ModelField::graph) {
  graph_.add_string(GraphField::name, "narrows");
}

std::string GraphBuilder::claim(std::string name) {
  while (!taken_.insert(name).second) name += "_";
  return name;
}

void GraphBuilder::add_node(const std::string& name, const char* type, const std::vector<std::string>& inputs,
                            const std::string& result, const NodeAttributes& attributes) {
  protozero::pbf_builder<NodeField> node(graph_, GraphField::node);
  for (const std::string& input : inputs) node.add_string(NodeField::input, input);
  node.add_string(NodeField::output, result);
  node.add_string(NodeField::name, name);
  node.add_string(NodeField::op_type, type);
  for (const std::string& attribute : attributes.messages()) node.add_message(NodeField::attribute, attribute);
}

std::string GraphBuilder::add_constant(const std::string& name, float value) {
  const std::string own = claim(name);
  const std::string message = tensor_message({}, DataType::float32, std::vector<float>{value});
  add_node(own, "Constant", {}, own, NodeAttributes().tensor("value", message));
  return own;
}

std::string GraphBuilder::add_constant(const std::string& name, const Ints& values) {
  const std::string own = claim(name);
  const std::string message = tensor_message({static_cast<std::int64_t>(values.size())}, DataType::int64, values);
  add_node(own, "Constant", {}, own, NodeAttributes().tensor("value", message));
  return own;
}

void GraphBuilder::add_initialiser(const std::string& name, const Ints& shape, const std::vector<float>& values) {
  protozero::pbf_builder<TensorField> tensor(graph_, GraphField::initializer);
  fill(tensor, name, shape, DataType::float32, values);
}

void GraphBuilder::add_value_info(GraphField field, const std::string& name, Shape shape, bool rows) {
  protozero::pbf_builder<ValueInfoField> info(graph_, field);
  info.add_string(ValueInfoField::name, name);
  protozero::pbf_builder<TypeField> type(info, ValueInfoField::type);
  protozero::pbf_builder<TensorTypeField> tensor_type(type, TypeField::tensor_type);
  tensor_type.add_int32(TensorTypeField::elem_type, static_cast<std::int32_t>(DataType::float32));
  protozero::pbf_builder<ShapeField> sides(tensor_type, TensorTypeField::shape);
  protozero::pbf_builder<DimField>(sides, ShapeField::dim).add_string(DimField::param, "N");
  const Ints numbers = rows ? Ints{shape.elements()} : Ints{shape.channels, shape.height, shape.width};
  for (const std::int64_t side : numbers)
    protozero::pbf_builder<DimField>(sides, ShapeField::dim).add_int64(DimField::value, side);
}

}  // namespace narrows::onnx_format
