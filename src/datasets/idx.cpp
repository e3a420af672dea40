#include "narrows/idx.hpp"

#include "files.hpp"

namespace narrows {
namespace {

constexpr std::uint8_t unsigned_byte = 0x08;
constexpr std::uint64_t most_values = std::uint64_t{1} << 36;

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

std::vector<int> read_shape(InputFile& file, std::size_t dimensions) {
  const auto bytes = file.read(4 * dimensions);
  std::vector<int> shape;
  std::uint64_t values = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const std::uint32_t size = big_endian(bytes.data() + 4 * i);
    values *= size;
    if (size > 0x7fffffff || values > most_values)
      file.fail("absurd: its header promises " + std::to_string(values) + " bytes");
    shape.push_back(static_cast<int>(size));
  }
  return shape;
}

}  // namespace

IdxArray read_idx(const std::string& path) {
  InputFile file(path);
  const auto magic = file.read(4);
  if (magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 4) {
    file.fail("not an IDX file: expected it to start with 0 0 8 and the number of dimensions, 1 to 4");
  }
  if (magic[2] != unsigned_byte) {
    file.fail("expected IDX type 8, unsigned bytes, found type " + std::to_string(magic[2]));
  }
  IdxArray array{.shape = read_shape(file, magic[3]), .values = {}};
  std::size_t count = 1;
  for (const int size : array.shape) count *= static_cast<std::size_t>(size);
  array.values = file.read(count);
  file.expect_end();
  return array;
}

}  // namespace narrows
