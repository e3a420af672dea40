#include "file_graph.hpp"

#include <algorithm>
#include <protozero/pbf_message.hpp>
#include <string>

#include "format.hpp"
#include "narrows/error.hpp"

namespace narrows::onnx_format {
namespace {

using protozero::pbf_message;
using protozero::pbf_wire_type;

// More than any network needs; keeps a file of tiny parts from becoming a heap of large ones.
constexpr std::size_t most_parts = 50'000;
constexpr std::size_t most_numbers = 4096;

template <class Field>
constexpr std::uint32_t text(Field field) {
  return protozero::tag_and_type(field, pbf_wire_type::length_delimited);
}
template <class Field>
constexpr std::uint32_t whole(Field field) {
  return protozero::tag_and_type(field, pbf_wire_type::varint);
}
template <class Field>
constexpr std::uint32_t real(Field field) {
  return protozero::tag_and_type(field, pbf_wire_type::fixed32);
}

std::string_view view(protozero::data_view data) { return {data.data(), data.size()}; }
protozero::data_view data(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

template <class T>
T& append(std::vector<T>& list, T value, std::size_t most = most_parts) {
  if (list.size() >= most) throw Error("has more than " + std::to_string(most) + " parts of one kind");
  return list.emplace_back(std::move(value));
}

template <class Range, class T>
void append_all(const Range& range, std::vector<T>& list) {
  for (const auto value : range) append(list, static_cast<T>(value), most_numbers);
}

std::pair<std::string_view, std::string_view> parse_entry(std::string_view bytes) {
  std::pair<std::string_view, std::string_view> entry;
  pbf_message<EntryField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(EntryField::key):
        entry.first = view(message.get_view());
        break;
      case text(EntryField::value):
        entry.second = view(message.get_view());
        break;
      default:
        message.skip();
    }
  }
  return entry;
}

Tensor parse_tensor(std::string_view bytes) {
  Tensor tensor;
  tensor.message = bytes;
  pbf_message<TensorField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case whole(TensorField::dims):
        append(tensor.dims, message.get_int64(), most_numbers);
        break;
      case text(TensorField::dims):
        append_all(message.get_packed_int64(), tensor.dims);
        break;
      case whole(TensorField::data_type):
        tensor.type = message.get_int64();
        break;
      case text(TensorField::name):
        tensor.name = view(message.get_view());
        break;
      case text(TensorField::external_data):
        append(tensor.external_entries, parse_entry(view(message.get_view())), most_numbers);
        break;
      case whole(TensorField::data_location):
        tensor.external = message.get_int64() != 0;
        break;
      default:
        message.skip();
    }
  }
  return tensor;
}

Attribute parse_attribute(std::string_view bytes) {
  Attribute attribute;
  pbf_message<AttributeField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(AttributeField::name):
        attribute.name = view(message.get_view());
        break;
      case real(AttributeField::f):
        attribute.f = message.get_float();
        break;
      case whole(AttributeField::i):
        attribute.i = message.get_int64();
        break;
      case text(AttributeField::s):
        attribute.s = view(message.get_view());
        break;
      case text(AttributeField::t):
        attribute.tensor = parse_tensor(view(message.get_view()));
        break;
      case whole(AttributeField::ints):
        append(attribute.ints, message.get_int64(), most_numbers);
        break;
      case text(AttributeField::ints):
        append_all(message.get_packed_int64(), attribute.ints);
        break;
      case real(AttributeField::floats):
        append(attribute.floats, message.get_float(), most_numbers);
        break;
      case text(AttributeField::floats):
        append_all(message.get_packed_float(), attribute.floats);
        break;
      default:
        message.skip();
    }
  }
  return attribute;
}

FileNode parse_node(std::string_view bytes, std::size_t& attributes_left) {
  FileNode node;
  pbf_message<NodeField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(NodeField::input):
        append(node.inputs, view(message.get_view()), most_numbers);
        break;
      case text(NodeField::output):
        append(node.outputs, view(message.get_view()), most_numbers);
        break;
      case text(NodeField::name):
        node.name = view(message.get_view());
        break;
      case text(NodeField::op_type):
        node.op_type = view(message.get_view());
        break;
      case text(NodeField::domain):
        node.domain = view(message.get_view());
        break;
      case text(NodeField::attribute):
        if (attributes_left-- == 0) throw Error("has more attributes than any network needs");
        append(node.attributes, parse_attribute(view(message.get_view())));
        break;
      default:
        message.skip();
    }
  }
  return node;
}

std::int64_t parse_side(std::string_view bytes) {
  std::int64_t side = 0;
  pbf_message<DimField> message(data(bytes));
  while (message.next(DimField::value, pbf_wire_type::varint)) side = message.get_int64();
  return side;
}

void parse_shape(std::string_view bytes, FileInput& input) {
  pbf_message<ShapeField> message(data(bytes));
  while (message.next(ShapeField::dim, pbf_wire_type::length_delimited))
    append(input.sides, parse_side(view(message.get_view())), most_numbers);
}

void parse_tensor_type(std::string_view bytes, FileInput& input) {
  pbf_message<TensorTypeField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case whole(TensorTypeField::elem_type):
        input.type = message.get_int64();
        break;
      case text(TensorTypeField::shape):
        parse_shape(view(message.get_view()), input);
        break;
      default:
        message.skip();
    }
  }
}

FileInput parse_value_info(std::string_view bytes) {
  FileInput input;
  pbf_message<ValueInfoField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(ValueInfoField::name):
        input.name = view(message.get_view());
        break;
      case text(ValueInfoField::type): {
        pbf_message<TypeField> type(message.get_view());
        while (type.next(TypeField::tensor_type, pbf_wire_type::length_delimited))
          parse_tensor_type(view(type.get_view()), input);
        break;
      }
      default:
        message.skip();
    }
  }
  return input;
}

void parse_graph(std::string_view bytes, FileModel& model) {
  std::size_t attributes_left = most_parts;
  pbf_message<GraphField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(GraphField::node):
        append(model.nodes, parse_node(view(message.get_view()), attributes_left));
        break;
      case text(GraphField::initializer):
        append(model.initialisers, parse_tensor(view(message.get_view())));
        break;
      case text(GraphField::input):
        append(model.inputs, parse_value_info(view(message.get_view())));
        break;
      case text(GraphField::output):
        append(model.outputs, parse_value_info(view(message.get_view())).name);
        break;
      default:
        message.skip();
    }
  }
}

/** The version of ONNX's own operations; 0 if the entry is about others. */
std::int64_t parse_opset(std::string_view bytes) {
  std::int64_t version = 0;
  bool ours = true;
  pbf_message<OpsetField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(OpsetField::domain): {
        const std::string_view domain = view(message.get_view());
        ours = domain.empty() || domain == "ai.onnx";
        break;
      }
      case whole(OpsetField::version):
        version = message.get_int64();
        break;
      default:
        message.skip();
    }
  }
  return ours ? version : 0;
}

}  // namespace

const Attribute* FileNode::find(std::string_view attribute) const {
  const auto found = std::ranges::find(attributes, attribute, &Attribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

FileModel parse(std::string_view bytes) {
  FileModel model;
  pbf_message<ModelField> message(data(bytes));
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(ModelField::graph):
        parse_graph(view(message.get_view()), model);
        break;
      case text(ModelField::opset_import):
        model.opset = std::max(model.opset, parse_opset(view(message.get_view())));
        break;
      case text(ModelField::metadata_props):
        append(model.metadata, parse_entry(view(message.get_view())));
        break;
      default:
        message.skip();
    }
  }
  return model;
}

}  // namespace narrows::onnx_format
