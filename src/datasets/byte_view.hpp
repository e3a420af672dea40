#pragma once

#include <cstdint>
#include <string>

#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows::formats {

/** Numbers and parts of a file in one byte order. Throws Error for what lies beyond its end. */
class ByteView {
 public:
  explicit ByteView(Bytes bytes, bool little_endian = true) : bytes_(bytes), little_(little_endian) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  /** A number of 1 to 4 bytes. */
  [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t count) const {
    const Bytes found = part(offset, count);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | found[little_ ? count - 1 - i : i];
    return value;
  }
  [[nodiscard]] Bytes part(std::size_t offset, std::size_t count) const {
    if (count > bytes_.size() || offset > bytes_.size() - count) throw Error("it ends too early");
    return bytes_.subspan(offset, count);
  }
  [[nodiscard]] Bytes from(std::size_t offset) const { return part(offset, size() - std::min(offset, size())); }

 private:
  Bytes bytes_;
  bool little_;
};

}  // namespace narrows::formats
