#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace narrows {

/** An array of bytes in the IDX format of the MNIST files. */
struct IdxArray {
  std::vector<int> shape;
  std::vector<std::uint8_t> values;  ///< Row-major.
};

/** Reads an IDX file, gzipped or not. Throws Error naming the file for a wrong magic, another type, or too few or many
 * bytes. */
[[nodiscard]] IdxArray read_idx(const std::string& path);

}  // namespace narrows
