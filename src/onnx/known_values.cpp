#include "known_values.hpp"

#include <algorithm>
#include <cmath>

#include "narrows/error.hpp"
#include "readable.hpp"

namespace narrows::onnx_format {
namespace {

/** A bias may have other sides, all 1: [1, C, 1, 1] is [C]. */
std::vector<std::int64_t> without_ones(std::vector<std::int64_t> sides, std::size_t rank) {
  if (rank != 1 || sides.size() == 1) return sides;
  std::erase(sides, 1);
  return sides.empty() ? std::vector<std::int64_t>{1} : sides;
}

}  // namespace

std::string in_words(const std::vector<std::int64_t>& sides) {
  std::string text = "[";
  for (const std::int64_t side : sides) text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  return text + "]";
}

std::vector<std::int64_t> Feature::dims() const {
  const Shape s = value.shape;
  switch (layout) {
    case Layout::map:
      return {s.channels, s.height, s.width};
    case Layout::pixels:
      return {s.height, s.width, s.channels};
    case Layout::rows:
    case Layout::pixel_rows:
      return {s.elements()};
    case Layout::groups:
      if (shuffled) return {s.channels / groups, groups, s.height, s.width};
      return {groups, s.channels / groups, s.height, s.width};
  }
  return {};
}

std::vector<std::int64_t> Constant::dims() const {
  if (tensor != nullptr) return tensor->dims;
  if (array != nullptr) return array->dims;
  return {static_cast<std::int64_t>(numbers.size())};
}

bool Constant::may_be_shape() const {
  constexpr std::size_t longest = 64;
  return array == nullptr && (tensor == nullptr || (is_whole(*tensor) && elements(*tensor) <= longest));
}

void KnownValues::set(const FileNode& node, KnownValue value, std::size_t output) {
  if (output >= node.outputs.size()) fail(node, "has no output");
  const std::string_view name = node.outputs[output];
  if (known_.contains(name)) fail(node, "gives '" + readable(name) + "', which is there already");
  set(name, std::move(value));
}

void KnownValues::set(std::string_view name, KnownValue value) { known_.insert_or_assign(name, std::move(value)); }

const KnownValue& KnownValues::named(const FileNode& node, std::string_view name) const {
  const auto found = known_.find(name);
  if (found == known_.end())
    fail(node, "reads '" + readable(name) + "', which nothing before it gives (a cycle, or a missing part)");
  return found->second;
}

bool KnownValues::has(const FileNode& node, std::size_t input) {
  return input < node.inputs.size() && !node.inputs[input].empty();
}

const KnownValue& KnownValues::get(const FileNode& node, std::size_t input) const {
  if (!has(node, input)) fail(node, "lacks input " + std::to_string(input + 1));
  return named(node, node.inputs[input]);
}

bool KnownValues::is_feature(const FileNode& node, std::size_t input) const {
  return std::holds_alternative<Feature>(get(node, input));
}

const Feature& KnownValues::feature(const FileNode& node, std::size_t input) const {
  const auto* found = std::get_if<Feature>(&get(node, input));
  if (found == nullptr) fail(node, "input " + std::to_string(input + 1) + " must come from the network, is a constant");
  return *found;
}

const Feature& KnownValues::map(const FileNode& node, std::size_t input) const {
  const Feature& found = feature(node, input);
  if (found.rows()) fail(node, "input " + std::to_string(input + 1) + " must be a map, is flattened");
  if (found.layout != Layout::map)
    fail(node, "input " + std::to_string(input + 1) + " must be [N, C, H, W], is " + in_words(found.dims()) +
                   " behind the batch");
  return found;
}

const Constant& KnownValues::constant(const FileNode& node, std::size_t input) const {
  const auto* found = std::get_if<Constant>(&get(node, input));
  if (found == nullptr)
    fail(node, "input " + std::to_string(input + 1) + " must be a constant, is computed by the network");
  return *found;
}

Numbers KnownValues::numbers(const FileNode& node, std::size_t input) {
  const Constant& found = constant(node, input);
  Numbers result;
  if (found.array != nullptr) {
    constexpr std::size_t most = 64;
    if (found.array->values.size() > most) fail(node, "has too many numbers for a shape or a limit");
    for (const float value : found.array->values) result.push_back({value});
    return result;
  }
  if (found.tensor == nullptr) return found.numbers;
  for (const double value : values_.numbers(*found.tensor)) result.push_back({value});
  return result;
}

std::vector<std::int64_t> KnownValues::integers(const FileNode& node, std::size_t input) {
  std::vector<std::int64_t> result;
  for (const Number& number : numbers(node, input)) {
    constexpr double largest = 9e15;  // exact in a double; exporters write the largest int64 for "to the end"
    if (number.batch || std::isnan(number.value))
      fail(node, "input " + std::to_string(input + 1) + " depends on the batch size");
    result.push_back(static_cast<std::int64_t>(std::clamp(number.value, -largest, largest)));
  }
  return result;
}

double KnownValues::scalar(const FileNode& node, std::size_t input) {
  const Numbers found = numbers(node, input);
  if (found.size() != 1 || found[0].batch) fail(node, "input " + std::to_string(input + 1) + " must be one number");
  return found[0].value;
}

std::shared_ptr<const Array> KnownValues::array(const FileNode& node, std::size_t input) {
  const Constant& found = constant(node, input);
  if (found.array != nullptr) return found.array;
  Array result{found.dims(), {}};
  if (found.tensor != nullptr) {
    result.values = values_.converted(*found.tensor);
  } else {
    if (result.dims[0] == 1) result.dims.clear();
    for (const Number& number : found.numbers) {
      if (number.batch) fail(node, "input " + std::to_string(input + 1) + " depends on the batch size");
      result.values.push_back(static_cast<float>(number.value));
    }
  }
  return std::make_shared<const Array>(std::move(result));
}

void KnownValues::spend(const FileNode& node, std::size_t values) {
  try {
    values_.spend(values * sizeof(float));
  } catch (const Error& error) {
    fail(node, error.what());
  }
}

std::vector<float> KnownValues::floats(const FileNode& node, std::size_t input,
                                       const std::vector<std::int64_t>& shape) {
  const Constant& weight = constant(node, input);
  const std::vector<std::int64_t> sides = weight.dims();
  const std::vector<std::int64_t> plain = without_ones(sides, shape.size());
  const bool repeats = shape.size() == 1 && plain == std::vector<std::int64_t>{1};
  if (plain != shape && !repeats)
    fail(node, "a weight must have shape " + in_words(shape) + ", has " + in_words(sides));
  std::vector<float> values = weight.tensor != nullptr ? values_.floats(*weight.tensor) : array(node, input)->values;
  if (repeats && shape[0] != 1) {
    spend(node, static_cast<std::size_t>(shape[0]));
    values = std::vector<float>(static_cast<std::size_t>(shape[0]), values.at(0));
  }
  return values;
}

}  // namespace narrows::onnx_format
