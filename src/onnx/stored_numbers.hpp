#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_graph.hpp"
#include "format.hpp"

// How the numbers of a tensor lie in a file: as raw bytes of a type, or in fields of their own.
namespace narrows::onnx_format {

/** Throws Error with the tensor's name and what is wrong with it. */
[[noreturn]] void fail(const Tensor& tensor, const std::string& problem);

[[nodiscard]] DataType type_of(const Tensor& tensor);
/** Bytes of one number; throws Error for a type that is not understood. */
[[nodiscard]] std::size_t bytes_each(const Tensor& tensor);

/** Bytes of raw_data, if the tensor has them. */
[[nodiscard]] std::optional<std::string_view> raw_bytes(const Tensor& tensor);

/** Bytes of the tensor's type as float32. */
[[nodiscard]] std::vector<float> floats_from(const Tensor& tensor, std::string_view bytes);
/** Bytes of the types that shapes, axes and limits have; throws Error for others. */
[[nodiscard]] std::vector<double> numbers_from(const Tensor& tensor, std::string_view bytes);

/** Numbers of the typed fields, packed or one by one; a few more than `expected` at most. */
[[nodiscard]] std::vector<float> typed_floats(const Tensor& tensor, std::size_t expected);
[[nodiscard]] std::vector<double> typed_numbers(const Tensor& tensor, std::size_t expected);

}  // namespace narrows::onnx_format
