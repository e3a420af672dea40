#include "stored_numbers.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <protozero/pbf_message.hpp>

#include "narrows/error.hpp"
#include "readable.hpp"

namespace narrows::onnx_format {
namespace {

using protozero::pbf_message;
using protozero::pbf_wire_type;

template <class T>
std::vector<T> copied(std::string_view bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  bytes.copy(reinterpret_cast<char*>(values.data()), values.size() * sizeof(T));
  return values;
}

float from_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const int fraction = bits & 1023;
  const float size = exponent == 0    ? std::ldexp(static_cast<float>(fraction), -24)
                     : exponent == 31 ? (fraction == 0 ? std::numeric_limits<float>::infinity()
                                                       : std::numeric_limits<float>::quiet_NaN())
                                      : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

float from_bfloat16(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

template <class T, class Convert>
std::vector<float> each(std::string_view bytes, const Convert& convert) {
  const std::vector<T> values = copied<T>(bytes);
  std::vector<float> result;
  result.reserve(values.size());
  for (const T value : values) result.push_back(convert(value));
  return result;
}

template <class T, class Range>
void append(std::vector<T>& values, const Range& range, std::size_t most) {
  for (const auto value : range) {
    if (values.size() > most) return;  // too many: reported by whoever counts
    values.push_back(static_cast<T>(value));
  }
}

/** Values of the typed fields: floats, or 32 or 64-bit whole numbers; packed or one by one. */
template <class T>
std::vector<T> typed_values(const Tensor& tensor, std::size_t expected) {
  std::vector<T> values;
  pbf_message<TensorField> message(tensor.message.data(), tensor.message.size());
  while (message.next()) {
    const TensorField field = message.tag();
    const bool packed = message.wire_type() == pbf_wire_type::length_delimited;
    if (field == TensorField::float_data && packed)
      append(values, message.get_packed_float(), expected);
    else if (field == TensorField::float_data && message.wire_type() == pbf_wire_type::fixed32)
      append(values, std::vector<float>{message.get_float()}, expected);
    else if (field == TensorField::double_data && packed)
      append(values, message.get_packed_double(), expected);
    else if (field == TensorField::double_data && message.wire_type() == pbf_wire_type::fixed64)
      append(values, std::vector<double>{message.get_double()}, expected);
    else if ((field == TensorField::int64_data || field == TensorField::int32_data) && packed)
      append(values, message.get_packed_int64(), expected);
    else if ((field == TensorField::int64_data || field == TensorField::int32_data) &&
             message.wire_type() == pbf_wire_type::varint)
      append(values, std::vector<std::int64_t>{message.get_int64()}, expected);
    else
      message.skip();
  }
  return values;
}

}  // namespace

void fail(const Tensor& tensor, const std::string& problem) {
  throw Error("tensor '" + readable(tensor.name) + "': " + problem);
}

DataType type_of(const Tensor& tensor) { return static_cast<DataType>(tensor.type); }

std::size_t bytes_each(const Tensor& tensor) {
  switch (type_of(tensor)) {
    case DataType::uint8:
    case DataType::int8:
      return 1;
    case DataType::uint16:
    case DataType::int16:
    case DataType::float16:
    case DataType::bfloat16:
      return 2;
    case DataType::int64:
    case DataType::float64:
      return 8;
    case DataType::float32:
    case DataType::int32:
      return 4;
  }
  fail(tensor, "has values of type " + std::to_string(tensor.type) + ", which are not understood");
}

std::optional<std::string_view> raw_bytes(const Tensor& tensor) {
  std::optional<std::string_view> raw;
  pbf_message<TensorField> message(tensor.message.data(), tensor.message.size());
  while (message.next(TensorField::raw_data, pbf_wire_type::length_delimited)) {
    const auto found = message.get_view();
    raw = std::string_view(found.data(), found.size());
  }
  return raw;
}

std::vector<float> floats_from(const Tensor& tensor, std::string_view bytes) {
  const auto plain = [](auto value) { return static_cast<float>(value); };
  switch (type_of(tensor)) {
    case DataType::float32:
      return copied<float>(bytes);
    case DataType::uint8:
      return each<std::uint8_t>(bytes, plain);
    case DataType::int8:
      return each<std::int8_t>(bytes, plain);
    case DataType::uint16:
      return each<std::uint16_t>(bytes, plain);
    case DataType::int16:
      return each<std::int16_t>(bytes, plain);
    case DataType::int32:
      return each<std::int32_t>(bytes, plain);
    case DataType::int64:
      return each<std::int64_t>(bytes, plain);
    case DataType::float16:
      return each<std::uint16_t>(bytes, from_half);
    case DataType::float64:
      return each<double>(bytes, plain);
    case DataType::bfloat16:
      return each<std::uint16_t>(bytes, from_bfloat16);
  }
  return {};
}

std::vector<double> numbers_from(const Tensor& tensor, std::string_view bytes) {
  const auto as_doubles = [](const auto& values) { return std::vector<double>(values.begin(), values.end()); };
  switch (type_of(tensor)) {
    case DataType::float32:
      return as_doubles(copied<float>(bytes));
    case DataType::int32:
      return as_doubles(copied<std::int32_t>(bytes));
    case DataType::int64:
      return as_doubles(copied<std::int64_t>(bytes));
    default:
      break;
  }
  fail(tensor, "numbers must be float32, int32 or int64, are of type " + std::to_string(tensor.type));
}

std::vector<float> typed_floats(const Tensor& tensor, std::size_t expected) {
  std::vector<float> values = typed_values<float>(tensor, expected);
  for (float& value : values) {  // those of 16 bits stand there as whole numbers with the same bits
    if (type_of(tensor) == DataType::float16) value = from_half(static_cast<std::uint16_t>(value));
    if (type_of(tensor) == DataType::bfloat16) value = from_bfloat16(static_cast<std::uint16_t>(value));
  }
  return values;
}

std::vector<double> typed_numbers(const Tensor& tensor, std::size_t expected) {
  return typed_values<double>(tensor, expected);
}

}  // namespace narrows::onnx_format
