#include "attributes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "narrows/detail/op_effect.hpp"
#include "narrows/error.hpp"
#include "readable.hpp"

namespace narrows::onnx_format {
namespace {

constexpr int largest_padding = 1024;
constexpr int largest_dilation = 1024;
constexpr int largest_window = 1 << 16;

int bounded(const FileNode& node, std::string_view what, std::int64_t value, int least, int most) {
  if (value < least || value > most)
    fail(node, std::string(what) + " must be " + std::to_string(least) + " to " + std::to_string(most) + ", is " +
                   std::to_string(value));
  return static_cast<int>(value);
}

/** A list of height and width such as strides = [2, 1]. */
Sides sides(const FileNode& node, std::string_view attribute, int most) {
  const Attribute* found = node.find(attribute);
  if (found == nullptr || found->ints.empty()) return 1;
  if (found->ints.size() != 2) fail(node, std::string(attribute) + " must have two sides");
  return {bounded(node, attribute, found->ints[0], 1, most), bounded(node, attribute, found->ints[1], 1, most)};
}

Padding given_padding(const FileNode& node) {
  const Attribute* found = node.find("pads");
  if (found == nullptr || found->ints.empty()) return 0;
  if (found->ints.size() != 4) fail(node, "pads must have four sides");
  const auto side = [&](std::size_t i) { return bounded(node, "pads", found->ints[i], 0, largest_padding); };
  return {side(0), side(1), side(2), side(3)};
}

/** All padding of auto_pad SAME along one side: as much as keeps ceil(side / stride). */
int automatic_padding(int window, int stride, int side) {
  const int out = (side + stride - 1) / stride;
  return std::max((out - 1) * stride + window - side, 0);
}

Padding padding(const FileNode& node, const Window& window, Shape in) {
  if (!pads_by_itself(node)) return given_padding(node);
  const std::string_view kind = node.find("auto_pad")->s;
  if (kind == "VALID") return 0;
  if (kind != "SAME_UPPER" && kind != "SAME_LOWER") fail(node, "auto_pad is '" + readable(kind) + "'");
  const int rows =
      automatic_padding(reach(window.kernel.height, window.dilation.height), window.stride.height, in.height);
  const int columns =
      automatic_padding(reach(window.kernel.width, window.dilation.width), window.stride.width, in.width);
  const int more = kind == "SAME_LOWER" ? 1 : 0;  // where an odd one goes
  const int top = (rows + more) / 2;
  const int left = (columns + more) / 2;
  return {top, left, rows - top, columns - left};
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

float real(const FileNode& node, std::string_view attribute, float otherwise) {
  const Attribute* found = node.find(attribute);
  return found == nullptr ? otherwise : found->f;
}

bool pads_by_itself(const FileNode& node) {
  const Attribute* automatic = node.find("auto_pad");
  return automatic != nullptr && !automatic->s.empty() && automatic->s != "NOTSET";
}

Window window(const FileNode& node, std::int64_t kernel_height, std::int64_t kernel_width, Shape in) {
  Window result;
  result.kernel = {bounded(node, "kernel_shape", kernel_height, 1, largest_window),
                   bounded(node, "kernel_shape", kernel_width, 1, largest_window)};
  result.stride = sides(node, "strides", largest_window);
  result.dilation = sides(node, "dilations", largest_dilation);
  if (result.kernel.height == 1) result.dilation.height = 1;
  if (result.kernel.width == 1) result.dilation.width = 1;
  result.padding = padding(node, result, in);
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
