#include "mat5.hpp"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "files.hpp"
#include "narrows/detail/numbers.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Data types, MAT-File Format, table 1-1.
constexpr std::uint32_t mi_uint8 = 2, mi_double = 9, mi_matrix = 14, mi_compressed = 15;

template <class Number>
Number number(Bytes bytes, std::size_t offset = 0) {
  if (bytes.size() < sizeof(Number) || offset > bytes.size() - sizeof(Number)) throw Error("truncated");
  Number value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

struct Element {
  std::uint32_t type = 0;
  Bytes data;
};

/** Takes the next element, with its padding, from the front of `rest`. */
Element next(Bytes& rest, bool padded = true) {
  const auto tag = number<std::uint32_t>(rest);
  if (tag >> 16 != 0) {  // small element: its length in the upper half, its data within the tag
    const std::size_t length = tag >> 16;
    if (length > 4 || rest.size() < 8) throw Error("damaged element");
    const Element element{tag & 0xffff, rest.subspan(4, length)};
    rest = rest.subspan(8);
    return element;
  }
  const std::size_t length = number<std::uint32_t>(rest, 4);
  if (length > rest.size() - 8)
    throw Error("truncated: expected " + std::to_string(length) + " more bytes, found " +
                std::to_string(rest.size() - 8));
  const Element element{tag, rest.subspan(8, length)};
  rest = rest.subspan(std::min(rest.size(), 8 + (padded ? (length + 7) / 8 * 8 : length)));
  return element;
}

/** Unpacks one compressed element: memory grows with what really comes out. */
std::vector<std::uint8_t> inflate_all(Bytes packed) {
  z_stream stream{};
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  if (inflateInit(&stream) != Z_OK) throw Error("cannot start unpacking");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::vector<std::uint8_t> bytes(std::min(packed.size() * 2 + 1024, std::size_t{1} << 28));
  for (int code = Z_OK; code != Z_STREAM_END;) {
    if (stream.total_out == bytes.size()) bytes.resize(bytes.size() * 2);
    stream.next_out = bytes.data() + stream.total_out;
    stream.avail_out = static_cast<uInt>(std::min<std::size_t>(bytes.size() - stream.total_out, 1U << 30));
    code = inflate(&stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END)
      throw Error(code == Z_BUF_ERROR ? "truncated compressed data" : "damaged compressed data");
  }
  bytes.resize(stream.total_out);
  return bytes;
}

template <class Value, class Number>
std::vector<Value> whole_numbers(Bytes data) {
  constexpr Value most = std::numeric_limits<Value>::max();
  std::vector<Value> values;
  values.reserve(data.size() / sizeof(Number));
  for (std::size_t i = 0; i + sizeof(Number) <= data.size(); i += sizeof(Number)) {
    const auto value = static_cast<double>(number<Number>(data, i));
    if (!(value >= 0 && value <= most))
      throw Error("expected numbers from 0 to " + std::to_string(most) + ", found " + detail::general(value));
    values.push_back(static_cast<Value>(value));
  }
  return values;
}

template <class Value>
std::vector<Value> values_of(const Element& element) {
  switch (element.type) {
    case 1:
      return whole_numbers<Value, std::int8_t>(element.data);
    case mi_uint8:
      return {element.data.begin(), element.data.end()};
    case 3:
      return whole_numbers<Value, std::int16_t>(element.data);
    case 4:
      return whole_numbers<Value, std::uint16_t>(element.data);
    case 5:
      return whole_numbers<Value, std::int32_t>(element.data);
    case 6:
      return whole_numbers<Value, std::uint32_t>(element.data);
    case 7:
      return whole_numbers<Value, float>(element.data);
    case mi_double:
      return whole_numbers<Value, double>(element.data);
    default:
      throw Error("expected a numeric array, found elements of type " + std::to_string(element.type));
  }
}

template <class Value>
std::pair<std::string, MatArray<Value>> read_matrix(Bytes rest) {
  (void)next(rest);  // flags and class; the type of the data says enough
  const Element sizes = next(rest), name = next(rest);
  MatArray<Value> array;
  std::uint64_t count = 1;
  for (std::size_t i = 0; i + 4 <= sizes.data.size(); i += 4) {
    const auto size = number<std::int32_t>(sizes.data, i);
    if (size < 0) throw Error("damaged dimensions");
    count *= static_cast<std::uint64_t>(size);
    if (count > std::uint64_t{1} << 40) throw Error("damaged dimensions");
    array.shape.push_back(size);
  }
  array.values = values_of<Value>(next(rest));
  if (array.values.size() != count) {
    throw Error("expected " + std::to_string(count) + " values, found " + std::to_string(array.values.size()));
  }
  return {std::string(name.data.begin(), name.data.end()), std::move(array)};
}

template <class Value>
std::map<std::string, MatArray<Value>> read_file(Bytes rest) {
  static_assert(std::endian::native == std::endian::little, "MATLAB files are read on little-endian machines");
  if (rest.size() < 128 || number<std::uint16_t>(rest, 124) != 0x0100 || rest[126] != 'I' || rest[127] != 'M') {
    throw Error("not a MATLAB level-5 file");
  }
  std::map<std::string, MatArray<Value>> arrays;
  for (rest = rest.subspan(128); !rest.empty();) {
    const Element element = next(rest, false);
    if (element.type == mi_compressed) {
      const auto unpacked = inflate_all(element.data);
      Bytes inner = unpacked;
      if (const Element matrix = next(inner); matrix.type == mi_matrix) arrays.insert(read_matrix<Value>(matrix.data));
    } else if (element.type == mi_matrix) {
      arrays.insert(read_matrix<Value>(element.data));
    }
  }
  return arrays;
}

}  // namespace

template <class Value>
std::map<std::string, MatArray<Value>> read_mat5(const std::string& path) {
  try {
    return read_file<Value>(read_bytes(path));
  } catch (const Error& error) {
    const std::string what = error.what();
    throw Error(what.starts_with(path) ? what : path + ": " + what);
  }
}

template std::map<std::string, MatArray<std::uint8_t>> read_mat5(const std::string& path);
template std::map<std::string, MatArray<std::uint16_t>> read_mat5(const std::string& path);

}  // namespace narrows
