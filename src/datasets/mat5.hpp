#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace narrows {

/** A numeric array of a MATLAB level-5 file, column-major, whatever numeric type it is stored in. */
template <class Value>
struct MatArray {
  std::vector<int> shape;
  std::vector<Value> values;
};

/**
 * Reads the numeric arrays of a MATLAB level-5 file, compressed or not, by name: whole numbers from 0 to the largest
 * `Value`, which is std::uint8_t or std::uint16_t. Throws Error naming the file.
 */
template <class Value = std::uint8_t>
[[nodiscard]] std::map<std::string, MatArray<Value>> read_mat5(const std::string& path);

}  // namespace narrows
