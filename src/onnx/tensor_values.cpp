#include "tensor_values.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "narrows/error.hpp"
#include "readable.hpp"
#include "stored_numbers.hpp"

namespace narrows::onnx_format {
namespace {

constexpr std::size_t most_elements = std::size_t{1} << 29;
constexpr std::size_t most_folded = 64;
constexpr std::size_t largest_ratio = 8;  // decoded bytes to bytes there are

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
  if (tensor.external) return floats_from(tensor, external_bytes(tensor, bytes));
  const std::optional<std::string_view> raw = raw_bytes(tensor);
  if (raw && raw->size() != bytes)
    fail(tensor, "has " + std::to_string(raw->size()) + " bytes, its shape needs " + std::to_string(bytes));
  if (raw) spend_for(tensor, expected * sizeof(float));
  std::vector<float> values = raw ? floats_from(tensor, *raw) : typed_floats(tensor, expected);
  if (values.size() != expected) fail(tensor, "has not the " + std::to_string(expected) + " values its shape needs");
  if (!raw) spend_for(tensor, values.size() * sizeof(float));
  return values;
}

std::vector<double> TensorValues::numbers(const Tensor& tensor) {
  const std::size_t expected = elements(tensor);
  if (expected > most_folded) fail(tensor, "is too large for a shape or a limit");
  std::vector<double> values;
  if (tensor.external) {
    values = numbers_from(tensor, external_bytes(tensor, expected * bytes_each(tensor)));
  } else if (const std::optional<std::string_view> raw = raw_bytes(tensor)) {
    if (raw->size() != expected * bytes_each(tensor)) fail(tensor, "has not the bytes its shape needs");
    values = numbers_from(tensor, *raw);
  } else {
    values = typed_numbers(tensor, expected);
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
