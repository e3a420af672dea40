#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace narrows {

/** A numeric array of a MATLAB level-5 file, column-major. Whole numbers from 0 to 255 in any of the numeric types. */
struct MatArray {
  std::vector<int> shape;
  std::vector<std::uint8_t> values;
};

/** Reads the numeric arrays of a MATLAB level-5 file, compressed or not, by name. Throws Error naming the file. */
[[nodiscard]] std::map<std::string, MatArray> read_mat5(const std::string& path);

}  // namespace narrows
