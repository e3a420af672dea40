#include "tiff_directory.hpp"

namespace narrows::formats {
namespace {

/** Bytes of a number of a field's type; 0 for what are no whole numbers. */
std::size_t bytes_of_type(std::uint32_t type) {
  constexpr std::uint32_t byte = 1, half = 3, word = 4;
  return type == byte ? 1 : type == half ? 2 : type == word ? 4 : 0;
}

}  // namespace

TiffDirectory::TiffDirectory(const ByteView& file) : file_(file) {
  if (file.number(2, 2) != 42) throw Error("a BigTIFF, which is not read; convert it to PNG");
  const std::size_t directory = file.number(4, 4), entries = file.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i, bytes = bytes_of_type(file.number(entry + 2, 2));
    const std::size_t count = file.number(entry + 4, 4);
    if (bytes == 0) continue;
    const std::size_t offset = bytes * count <= 4 ? entry + 8 : file.number(entry + 8, 4);
    (void)file.part(offset, bytes * count);
    fields_[file.number(entry, 2)] = {bytes, count, offset};
  }
}

std::vector<std::uint32_t> TiffDirectory::numbers(std::uint32_t tag) const {
  std::vector<std::uint32_t> result;
  const auto found = fields_.find(tag);
  if (found == fields_.end()) return result;
  const auto& [bytes, count, offset] = found->second;
  for (std::size_t i = 0; i < count; ++i) result.push_back(file_.number(offset + bytes * i, bytes));
  return result;
}

std::uint32_t TiffDirectory::number(std::uint32_t tag, std::uint32_t otherwise) const {
  const auto found = fields_.find(tag);
  if (found == fields_.end() || found->second.count == 0) return otherwise;
  return file_.number(found->second.offset, found->second.bytes);
}

}  // namespace narrows::formats
