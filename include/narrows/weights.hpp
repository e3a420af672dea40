#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/network.hpp"

namespace narrows {

/** One array a node needs: "stage1/conv1.weight" with its shape. */
struct ArraySpec {
  std::string name;
  std::vector<std::int64_t> shape;
  bool trainable = true;  ///< False for the running statistics of batch norm.
};

/**
 * The arrays a network needs, in the order of its nodes. Names are the node's name and a suffix:
 *
 * - convolution: `.weight` [out, in / groups, kernel, kernel] and, if it has one, `.bias` [out];
 * - batch norm: `.weight` (scale), `.bias` (shift), `.running_mean`, `.running_var`, each [channels];
 * - linear layer: `.weight` [out, in], `in` in channel, row, column order, and, if it has one, `.bias` [out].
 */
[[nodiscard]] std::vector<ArraySpec> weight_specs(const Network& network);

/** Named float32 arrays, immutable; a copy shares them. */
class Weights {
 public:
  struct Array {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< Row-major.
  };

  /** Throws std::invalid_argument for two arrays of one name, or values that do not fill a shape. */
  explicit Weights(std::vector<Array> arrays);

  [[nodiscard]] std::span<const Array> arrays() const { return *arrays_; }
  [[nodiscard]] bool contains(std::string_view name) const;
  /** Throws std::invalid_argument if there is no such array. */
  [[nodiscard]] const Array& operator[](std::string_view name) const;

 private:
  std::shared_ptr<const std::vector<Array>> arrays_;
  std::shared_ptr<const std::vector<std::size_t>> by_name_;  ///< Indices, ordered by name.
};

}  // namespace narrows
