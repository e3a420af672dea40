#include "tensor_values.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <protozero/pbf_message.hpp>

#include "format.hpp"
#include "narrows/error.hpp"

namespace narrows::onnx_format {
namespace {

using protozero::pbf_message;
using protozero::pbf_wire_type;

constexpr std::size_t most_elements = std::size_t{1} << 29;
constexpr std::size_t most_numbers = 64;
constexpr std::size_t largest_ratio = 8;  // decoded bytes to bytes there are

[[noreturn]] void fail(const Tensor& tensor, const std::string& problem) {
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

/** Bytes of raw_data, if the tensor has them. */
std::optional<std::string_view> raw_bytes(const Tensor& tensor) {
  std::optional<std::string_view> raw;
  pbf_message<TensorField> message(tensor.message.data(), tensor.message.size());
  while (message.next(TensorField::raw_data, pbf_wire_type::length_delimited)) {
    const auto found = message.get_view();
    raw = std::string_view(found.data(), found.size());
  }
  return raw;
}

template <class T>
std::vector<T> copied(std::string_view bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
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

std::vector<float> floats_from(DataType type, std::string_view bytes) {
  const auto plain = [](auto value) { return static_cast<float>(value); };
  switch (type) {
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
    else if ((field == TensorField::int64_data || field == TensorField::int32_data) && packed)
      append(values, message.get_packed_int64(), expected);
    else if (field == TensorField::double_data && packed)
      append(values, message.get_packed_double(), expected);
    else if ((field == TensorField::int64_data || field == TensorField::int32_data) &&
             message.wire_type() == pbf_wire_type::varint)
      append(values, std::vector<std::int64_t>{message.get_int64()}, expected);
    else
      message.skip();
  }
  return values;
}

std::vector<double> raw_numbers(const Tensor& tensor, std::string_view bytes) {
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

std::string_view entry(const Tensor& tensor, std::string_view key) {
  for (const auto& [name, value] : tensor.external_entries)
    if (name == key) return value;
  return {};
}

std::size_t number_entry(const Tensor& tensor, std::string_view key, std::size_t otherwise) {
  const std::string_view text = entry(tensor, key);
  if (text.empty()) return otherwise;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    fail(tensor, "external " + std::string(key) + " is not a number: '" + readable(text) + "'");
  return value;
}

}  // namespace

bool is_whole(const Tensor& tensor) { return type_of(tensor) == DataType::int32 || type_of(tensor) == DataType::int64; }

std::size_t elements(const Tensor& tensor) {
  std::size_t count = 1;
  for (const std::int64_t side : tensor.dims) {
    if (side < 0) fail(tensor, "has a negative side, " + std::to_string(side));
    const auto factor = static_cast<std::size_t>(side);
    if (factor != 0 && count > most_elements / factor) fail(tensor, "is larger than any file");
    count *= factor;
  }
  return count;
}

std::string printable(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string readable(std::string_view name) {
  constexpr std::size_t longest = 100;
  const std::string text = printable(std::string(name.substr(0, longest)));
  return name.size() > longest ? text + "..." : text;
}

TensorValues::TensorValues(std::size_t file_bytes, std::optional<std::filesystem::path> folder)
    : folder_(std::move(folder)), known_bytes_(file_bytes) {}

std::vector<float> TensorValues::floats(const Tensor& tensor) {
  if (type_of(tensor) != DataType::float32)
    fail(tensor, "weights must be float32 (type 1), are of type " + std::to_string(tensor.type));
  const std::size_t expected = elements(tensor);
  return decoded(tensor, expected);
}

std::vector<float> TensorValues::converted(const Tensor& tensor) { return decoded(tensor, elements(tensor)); }

std::vector<float> TensorValues::decoded(const Tensor& tensor, std::size_t expected) {
  const std::size_t bytes = expected * bytes_each(tensor);
  if (tensor.external) return floats_from(type_of(tensor), external_bytes(tensor, bytes));
  const std::optional<std::string_view> raw = raw_bytes(tensor);
  if (raw && raw->size() != bytes)
    fail(tensor, "has " + std::to_string(raw->size()) + " bytes, its shape needs " + std::to_string(bytes));
  if (raw) spend_for(tensor, expected * sizeof(float));
  std::vector<float> values = raw ? floats_from(type_of(tensor), *raw) : typed_values<float>(tensor, expected);
  if (values.size() != expected) fail(tensor, "has not the " + std::to_string(expected) + " values its shape needs");
  if (raw) return values;
  spend_for(tensor, values.size() * sizeof(float));
  for (float& value : values) {  // those of 16 bits stand there as whole numbers with the same bits
    if (type_of(tensor) == DataType::float16) value = from_half(static_cast<std::uint16_t>(value));
    if (type_of(tensor) == DataType::bfloat16) value = from_bfloat16(static_cast<std::uint16_t>(value));
  }
  return values;
}

std::vector<double> TensorValues::numbers(const Tensor& tensor) {
  const std::size_t expected = elements(tensor);
  if (expected > most_numbers) fail(tensor, "is too large for a shape or a limit");
  std::vector<double> values;
  if (tensor.external) {
    values = raw_numbers(tensor, external_bytes(tensor, expected * bytes_each(tensor)));
  } else if (const std::optional<std::string_view> raw = raw_bytes(tensor)) {
    if (raw->size() != expected * bytes_each(tensor)) fail(tensor, "has not the bytes its shape needs");
    values = raw_numbers(tensor, *raw);
  } else {
    values = typed_values<double>(tensor, expected);
  }
  if (values.size() != expected) fail(tensor, "has not the " + std::to_string(expected) + " values its shape needs");
  return values;
}

std::string TensorValues::external_bytes(const Tensor& tensor, std::size_t expected_bytes) {
  const std::filesystem::path path = external_path(tensor);
  const auto there = static_cast<std::size_t>(std::filesystem::file_size(path));
  const std::size_t offset = number_entry(tensor, "offset", 0);
  const std::size_t length = number_entry(tensor, "length", offset <= there ? there - offset : 0);
  if (length != expected_bytes)
    fail(tensor,
         "has " + std::to_string(length) + " external bytes, its shape needs " + std::to_string(expected_bytes));
  if (offset > there || length > there - offset)
    fail(tensor, "lies beyond the end of " + readable(path.filename().string()));
  if (external_files_.insert(path).second) known_bytes_ += there;
  spend_for(tensor, expected_bytes / bytes_each(tensor) * sizeof(float));
  std::string bytes(length, '\0');
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(bytes.data(), static_cast<std::streamsize>(length)))
    fail(tensor, "cannot be read from " + readable(path.filename().string()));
  return bytes;
}

std::filesystem::path TensorValues::external_path(const Tensor& tensor) const {
  const std::filesystem::path location(entry(tensor, "location"));
  const std::string shown = "external data '" + readable(location.string()) + "'";
  if (!folder_) fail(tensor, shown + " cannot be read: there is no file, only bytes");
  std::error_code error;
  const auto folder = std::filesystem::canonical(*folder_, error);
  if (error) fail(tensor, shown + " cannot be read: " + error.message());
  const auto path = std::filesystem::canonical(folder / location, error);
  const bool inside = std::ranges::mismatch(folder, path).in1 == folder.end();
  if (location.is_absolute() || (!error && !inside)) fail(tensor, shown + " lies outside the folder of the file");
  if (error) fail(tensor, shown + " cannot be read: " + error.message());
  if (!std::filesystem::is_regular_file(path, error)) fail(tensor, shown + " is not a regular file");
  return path;
}

void TensorValues::spend_for(const Tensor& tensor, std::size_t bytes) {
  try {
    spend(bytes);
  } catch (const Error& error) {
    fail(tensor, error.what());
  }
}

void TensorValues::spend(std::size_t bytes) {
  decoded_bytes_ += bytes;
  constexpr std::size_t always_allowed = std::size_t{1} << 20;
  if (decoded_bytes_ > always_allowed + largest_ratio * known_bytes_)
    throw Error("the same values are used too often: weights would need more than " + std::to_string(largest_ratio) +
                " times the file");
}

}  // namespace narrows::onnx_format
