#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace narrows {

/** A two-dimensional array of bytes, row after row. */
struct NpyRows {
  std::size_t rows;  ///< That the file has.
  std::size_t columns;
  std::vector<std::uint8_t> values;  ///< Of the rows that were read.
};

/** Reads the first rows of a .npy file of uint8, at most `most`. Throws Error naming the file. */
[[nodiscard]] NpyRows read_npy_rows(const std::string& path, std::size_t most);

}  // namespace narrows
