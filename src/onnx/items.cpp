#include "items.hpp"

#include <algorithm>
#include <cmath>

namespace narrows::onnx_format {
namespace {

std::vector<float> transposed(const std::vector<float>& values, std::size_t rows, std::size_t columns) {
  std::vector<float> result(values.size());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      result[column * rows + row] = values[row * columns + column];
  return result;
}

/** A bias may have other sides, all 1: [1, C, 1, 1] is [C]. */
std::vector<std::int64_t> without_ones(std::vector<std::int64_t> sides, std::size_t rank) {
  if (rank != 1 || sides.size() == 1) return sides;
  std::erase(sides, 1);
  return sides.empty() ? std::vector<std::int64_t>{1} : sides;
}

std::vector<float> repeated(const FileNode& node, const Constant& weight) {
  if (weight.numbers.size() != 1) fail(node, "a weight must be an array of the file");
  return std::vector<float>(weight.repeats, static_cast<float>(weight.numbers[0].value));
}

}  // namespace

std::string in_words(const std::vector<std::int64_t>& sides) {
  std::string text = "[";
  for (const std::int64_t side : sides) text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  return text + "]";
}

std::vector<std::int64_t> Constant::dims() const {
  if (tensor == nullptr) return {static_cast<std::int64_t>(numbers.size() * repeats)};
  std::vector<std::int64_t> sides = tensor->dims;
  if (transposed) std::ranges::reverse(sides);
  return sides;
}

void Items::set(const FileNode& node, Item item) {
  if (node.outputs.empty()) fail(node, "has no output");
  if (items_.contains(node.outputs[0])) fail(node, "gives '" + readable(node.outputs[0]) + "', which is there already");
  set(node.outputs[0], std::move(item));
}

void Items::set(std::string_view name, Item item) { items_.insert_or_assign(name, std::move(item)); }

const Item& Items::named(const FileNode& node, std::string_view name) const {
  const auto found = items_.find(name);
  if (found == items_.end())
    fail(node, "reads '" + readable(name) + "', which nothing before it gives (a cycle, or a missing part)");
  return found->second;
}

bool Items::has(const FileNode& node, std::size_t input) {
  return input < node.inputs.size() && !node.inputs[input].empty();
}

const Item& Items::get(const FileNode& node, std::size_t input) const {
  if (!has(node, input)) fail(node, "lacks input " + std::to_string(input + 1));
  return named(node, node.inputs[input]);
}

bool Items::is_feature(const FileNode& node, std::size_t input) const {
  return std::holds_alternative<Feature>(get(node, input));
}

const Feature& Items::feature(const FileNode& node, std::size_t input) const {
  const auto* found = std::get_if<Feature>(&get(node, input));
  if (found == nullptr) fail(node, "input " + std::to_string(input + 1) + " must come from the network, is a constant");
  return *found;
}

const Feature& Items::map(const FileNode& node, std::size_t input) const {
  const Feature& found = feature(node, input);
  if (found.rows) fail(node, "input " + std::to_string(input + 1) + " must be a map, is flattened");
  return found;
}

const Constant& Items::constant(const FileNode& node, std::size_t input) const {
  const auto* found = std::get_if<Constant>(&get(node, input));
  if (found == nullptr)
    fail(node, "input " + std::to_string(input + 1) + " must be a constant, is computed by the network");
  return *found;
}

Numbers Items::numbers(const FileNode& node, std::size_t input) {
  const Constant& found = constant(node, input);
  if (found.repeats > 1) fail(node, "has too many numbers for a shape or a limit");
  if (found.tensor == nullptr) return found.numbers;
  Numbers result;
  for (const double value : values_.numbers(*found.tensor)) result.push_back({value});
  return result;
}

std::vector<std::int64_t> Items::integers(const FileNode& node, std::size_t input) {
  std::vector<std::int64_t> result;
  for (const Number& number : numbers(node, input)) {
    constexpr double largest = 9e15;  // exact in a double; exporters write the largest int64 for "to the end"
    if (number.batch || std::isnan(number.value))
      fail(node, "input " + std::to_string(input + 1) + " depends on the batch size");
    result.push_back(static_cast<std::int64_t>(std::clamp(number.value, -largest, largest)));
  }
  return result;
}

double Items::scalar(const FileNode& node, std::size_t input) {
  const Numbers found = numbers(node, input);
  if (found.size() != 1 || found[0].batch) fail(node, "input " + std::to_string(input + 1) + " must be one number");
  return found[0].value;
}

std::vector<float> Items::floats(const FileNode& node, std::size_t input, const std::vector<std::int64_t>& shape) {
  return floats(node, constant(node, input), shape);
}

std::vector<float> Items::floats(const FileNode& node, const Constant& weight, const std::vector<std::int64_t>& shape) {
  const std::vector<std::int64_t> sides = weight.dims();
  if (without_ones(sides, shape.size()) != shape)
    fail(node, "a weight must have shape " + in_words(shape) + ", has " + in_words(sides));
  if (weight.tensor == nullptr) return repeated(node, weight);
  std::vector<float> values = values_.floats(*weight.tensor);
  if (!weight.transposed) return values;
  return transposed(values, static_cast<std::size_t>(sides[1]), static_cast<std::size_t>(sides[0]));
}

}  // namespace narrows::onnx_format
