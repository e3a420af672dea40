#pragma once

#include <string>

#include "file_graph.hpp"
#include "narrows/op.hpp"
#include "narrows/shape.hpp"

/** A node's attributes, read with their rules; every function throws Error, naming node and operation. */
namespace narrows::onnx_format {

[[noreturn]] void fail(const FileNode& node, const std::string& problem);

/** A whole number, or `otherwise` if the attribute is not there. */
[[nodiscard]] std::int64_t integer(const FileNode& node, std::string_view attribute, std::int64_t otherwise);

/** An attribute that must be `expected` where it is there. */
void require(const FileNode& node, std::string_view attribute, std::int64_t expected);

/** A number of a range in which no arithmetic on shapes overflows. */
[[nodiscard]] int small(const FileNode& node, std::string_view what, std::int64_t value);

/** A square window. */
struct Window {
  int kernel = 1;
  int stride = 1;
  int padding = 0;
};

/** The window of a convolution or pool over maps of shape `in`; refuses what a Window cannot say. */
[[nodiscard]] Window window(const FileNode& node, std::int64_t kernel_height, std::int64_t kernel_width, Shape in);

/** The double whose text is the shortest that gives the float again: 1e-5, not 9.999999747378752e-06. */
[[nodiscard]] double shortest(float value);

}  // namespace narrows::onnx_format
