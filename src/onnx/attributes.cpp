#include "attributes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "narrows/error.hpp"
#include "tensor_values.hpp"

namespace narrows::onnx_format {
namespace {

/** The one value of a list such as strides = [2, 2]. */
int same(const FileNode& node, std::string_view attribute, int otherwise) {
  const Attribute* found = node.find(attribute);
  if (found == nullptr || found->ints.empty()) return otherwise;
  const std::int64_t first = found->ints.front();
  if (std::ranges::any_of(found->ints, [&](std::int64_t value) { return value != first; }))
    fail(node, std::string(attribute) + " must be equal on all sides");
  return small(node, attribute, first);
}

/** Padding of auto_pad SAME: as much as keeps ceil(side / stride), half on each side. */
int automatic_padding(const FileNode& node, int kernel, int stride, int side) {
  const int out = (side + stride - 1) / stride;
  const int total = std::max((out - 1) * stride + kernel - side, 0);
  if (total % 2 != 0) fail(node, "auto_pad gives unequal padding, which is not understood");
  return total / 2;
}

int given_padding(const FileNode& node) {
  constexpr int largest = 1024;
  const int given = same(node, "pads", 0);
  if (given > largest) fail(node, "pads must be at most " + std::to_string(largest) + ", are " + std::to_string(given));
  return given;
}

int padding(const FileNode& node, int kernel, int stride, Shape in) {
  const Attribute* automatic = node.find("auto_pad");
  if (automatic == nullptr || automatic->s.empty() || automatic->s == "NOTSET") return given_padding(node);
  if (automatic->s == "VALID") return 0;
  if (!automatic->s.starts_with("SAME_")) fail(node, "auto_pad is '" + readable(automatic->s) + "'");
  const int rows = automatic_padding(node, kernel, stride, in.height);
  if (rows != automatic_padding(node, kernel, stride, in.width))
    fail(node, "auto_pad gives unequal padding, which is not understood");
  return rows;
}

/** With ceil_mode a last window may hang over the edge; understood where none does. */
void check_ceil_mode(const FileNode& node, const Window& window, Shape in) {
  if (integer(node, "ceil_mode", 0) == 0) return;
  for (const int side : {in.height, in.width})
    if ((side + 2 * window.padding - window.kernel) % window.stride != 0)
      fail(node, "ceil_mode lets a window hang over the edge, which is not understood");
}

}  // namespace

void fail(const FileNode& node, const std::string& problem) {
  throw Error("node '" + readable(node.name) + "' (" + readable(node.op_type) + "): " + problem);
}

std::int64_t integer(const FileNode& node, std::string_view attribute, std::int64_t otherwise) {
  const Attribute* found = node.find(attribute);
  return found == nullptr ? otherwise : found->i;
}

void require(const FileNode& node, std::string_view attribute, std::int64_t expected) {
  const std::int64_t value = integer(node, attribute, expected);
  if (value != expected)
    fail(node, std::string(attribute) + " must be " + std::to_string(expected) + ", is " + std::to_string(value));
}

int small(const FileNode& node, std::string_view what, std::int64_t value) {
  constexpr std::int64_t largest = 1 << 20;
  if (value < 0 || value > largest)
    fail(node, std::string(what) + " must be 0 to " + std::to_string(largest) + ", is " + std::to_string(value));
  return static_cast<int>(value);
}

Window window(const FileNode& node, std::int64_t kernel_height, std::int64_t kernel_width, Shape in) {
  if (kernel_height != kernel_width)
    fail(node, "the kernel must be square, is " + std::to_string(kernel_height) + " x " + std::to_string(kernel_width));
  Window result;
  result.kernel = small(node, "kernel_shape", kernel_height);
  result.stride = same(node, "strides", 1);
  if (result.kernel < 1 || result.stride < 1) fail(node, "kernel and stride must be at least 1");
  if (result.kernel > 1 && same(node, "dilations", 1) != 1) fail(node, "dilation is not understood");
  result.padding = padding(node, result.kernel, result.stride, in);
  check_ceil_mode(node, result, in);
  return result;
}

double shortest(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double result = 0;
  std::from_chars(text.data(), end, result);
  return result;
}

}  // namespace narrows::onnx_format
