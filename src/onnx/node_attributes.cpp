#include "node_attributes.hpp"

#include <protozero/pbf_builder.hpp>

namespace narrows::onnx_format {

Ints list_of(Sides sides) { return {sides.height, sides.width}; }
Ints list_of(Padding padding) { return {padding.top, padding.left, padding.bottom, padding.right}; }

template <class Value>
NodeAttributes& NodeAttributes::add(const char* name, AttributeType type, const Value& add_value) {
  protozero::pbf_builder<AttributeField> builder(messages_.emplace_back());
  builder.add_string(AttributeField::name, name);
  add_value(builder);
  builder.add_enum(AttributeField::type, static_cast<std::int32_t>(type));
  return *this;
}

NodeAttributes& NodeAttributes::number(const char* name, std::int64_t value) {
  return add(name, AttributeType::i, [&](auto& builder) { builder.add_int64(AttributeField::i, value); });
}

NodeAttributes& NodeAttributes::real(const char* name, double value) {
  return add(name, AttributeType::f,
             [&](auto& builder) { builder.add_float(AttributeField::f, static_cast<float>(value)); });
}

NodeAttributes& NodeAttributes::list(const char* name, const Ints& values) {
  return add(name, AttributeType::ints, [&](auto& builder) {
    for (const std::int64_t value : values) builder.add_int64(AttributeField::ints, value);
  });
}

NodeAttributes& NodeAttributes::tensor(const char* name, const std::string& message) {
  return add(name, AttributeType::t, [&](auto& builder) { builder.add_message(AttributeField::t, message); });
}

NodeAttributes& NodeAttributes::window(Sides kernel, Sides stride, Padding padding) {
  return list("kernel_shape", list_of(kernel)).list("strides", list_of(stride)).list("pads", list_of(padding));
}

}  // namespace narrows::onnx_format
