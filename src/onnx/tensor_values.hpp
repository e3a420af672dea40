#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "file_graph.hpp"

namespace narrows::onnx_format {

/** Decodes the values of tensors, from the file or from external data in its folder. Throws Error for what is wrong. */
class TensorValues {
 public:
  /** Without a folder external data are refused. */
  TensorValues(std::size_t file_bytes, std::optional<std::filesystem::path> folder);

  /** All values of a float32 tensor, row-major. */
  std::vector<float> floats(const Tensor& tensor);
  /** The values of a tensor of any type of number, as float32. */
  std::vector<float> converted(const Tensor& tensor);
  /** The values of a small tensor of whole or real numbers: a shape, axes, a limit. */
  std::vector<double> numbers(const Tensor& tensor);
  /** Counts what is decoded or computed: the same bytes may serve many tensors, but not without end. */
  void spend(std::size_t bytes);

 private:
  std::vector<float> decoded(const Tensor& tensor, std::size_t expected);
  void spend_for(const Tensor& tensor, std::size_t bytes);
  std::string external_bytes(const Tensor& tensor, std::size_t expected_bytes);
  [[nodiscard]] std::filesystem::path external_path(const Tensor& tensor) const;

  std::optional<std::filesystem::path> folder_;
  std::set<std::filesystem::path> external_files_;
  std::size_t known_bytes_;  ///< Of the file and the external files opened so far.
  std::size_t decoded_bytes_ = 0;
};

/** Whether it is a tensor of whole numbers of 32 or 64 bits, as shapes and axes are. */
[[nodiscard]] bool is_whole(const Tensor& tensor);

/** Product of the sides; throws Error for a negative side or more values than any file holds. */
[[nodiscard]] std::size_t elements(const Tensor& tensor);

}  // namespace narrows::onnx_format
