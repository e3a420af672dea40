#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "byte_view.hpp"

namespace narrows::formats {

/** Fields of a TIFF's first page by their numbers (TIFF 6.0, section 2). */
class TiffDirectory {
 public:
  /** Throws Error if `file` is no TIFF. */
  explicit TiffDirectory(const ByteView& file);

  /** All numbers of a field; none if it is not there or holds no whole numbers. */
  [[nodiscard]] std::vector<std::uint32_t> numbers(std::uint32_t tag) const;
  /** The first number of a field, or what goes without saying. */
  [[nodiscard]] std::uint32_t number(std::uint32_t tag, std::uint32_t otherwise) const;

 private:
  struct Field {
    std::size_t bytes = 0;  ///< Of one number.
    std::size_t count = 0;
    std::size_t offset = 0;  ///< Of the first one.
  };
  ByteView file_;
  std::map<std::uint32_t, Field> fields_;
};

}  // namespace narrows::formats
