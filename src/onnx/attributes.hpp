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

/** The window of a convolution or pool. */
struct Window {
  Sides kernel = 1;
  Sides stride = 1;
  Padding padding = 0;
  Sides dilation = 1;
};

/** A real number, or `otherwise` if the attribute is not there. */
[[nodiscard]] float real(const FileNode& node, std::string_view attribute, float otherwise);

/** Whether the padding is to be worked out from the map's size. */
[[nodiscard]] bool pads_by_itself(const FileNode& node);

/** The window of a convolution or pool over maps of shape `in`. */
[[nodiscard]] Window window(const FileNode& node, std::int64_t kernel_height, std::int64_t kernel_width, Shape in);

/** The double whose text is the shortest that gives the float again: 1e-5, not 9.999999747378752e-06. */
[[nodiscard]] double shortest(float value);

}  // namespace narrows::onnx_format
