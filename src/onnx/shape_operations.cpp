#include "shape_operations.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace narrows::onnx_format {
namespace {

struct Context {
  const FileNode& node;
  Items& items;
  std::int64_t batch;
};

constexpr std::size_t longest_shape = 64;

void set_numbers(const Context& at, Numbers numbers) {
  if (numbers.size() > longest_shape) fail(at.node, "computes more numbers than a shape has");
  Constant result;
  result.numbers = std::move(numbers);
  at.items.set(at.node, std::move(result));
}

void read_constant(const Context& at) {
  const FileNode& node = at.node;
  if (const Attribute* value = node.find("value"); value != nullptr && value->tensor) {
    Constant result;
    result.tensor = &*value->tensor;
    return at.items.set(node, result);
  }
  Numbers numbers;
  if (const Attribute* value = node.find("value_float")) numbers.push_back({value->f});
  if (const Attribute* value = node.find("value_int")) numbers.push_back({static_cast<double>(value->i)});
  if (const Attribute* list = node.find("value_floats"))
    for (const float value : list->floats) numbers.push_back({value});
  if (const Attribute* list = node.find("value_ints"))
    for (const std::int64_t value : list->ints) numbers.push_back({static_cast<double>(value)});
  if (numbers.empty()) fail(node, "has no value that is understood");
  set_numbers(at, std::move(numbers));
}

void pass(const Context& at) { at.items.set(at.node, Item(at.items.get(at.node, 0))); }

void read_cast(const Context& at) {
  constexpr std::int64_t to_float32 = 1;
  if (at.items.is_feature(at.node, 0)) require(at.node, "to", to_float32);
  pass(at);
}

void read_flatten(const Context& at) {
  const Feature& given = at.items.feature(at.node, 0);
  const std::int64_t axis = integer(at.node, "axis", 1);
  if (axis != 1 && axis != (given.rows ? -1 : -3)) fail(at.node, "axis must be 1, is " + std::to_string(axis));
  at.items.set(at.node, Feature{given.value, true});
}

/** Whether the first number of a shape keeps the batch: by name, by copying, or by being the only unknown. */
bool keeps_batch(const Context& at, const Number& first) {
  if (first.batch) return true;
  if (first.value == 0) return integer(at.node, "allowzero", 0) == 0;
  return first.value == -1 || (at.batch > 0 && first.value == static_cast<double>(at.batch));
}

/** Whether a shape's sides behind the batch say `sides`; one of them may be -1. */
bool says(std::span<const Number> shape, const std::vector<std::int64_t>& sides, bool zero_copies) {
  if (shape.size() != sides.size()) return false;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const double side = shape[i].value;
    const bool fits = side == -1 || side == static_cast<double>(sides[i]) || (side == 0 && zero_copies);
    if (shape[i].batch || !fits) return false;
  }
  return true;
}

void read_reshape(const Context& at) {
  if (!at.items.is_feature(at.node, 0)) return set_numbers(at, at.items.numbers(at.node, 0));
  const Feature& given = at.items.feature(at.node, 0);
  const Numbers shape = at.items.numbers(at.node, 1);
  const auto unknown = std::ranges::count_if(shape, [](const Number& n) { return !n.batch && n.value == -1; });
  if (shape.empty() || unknown > 1 || !keeps_batch(at, shape[0]))
    fail(at.node, "the new shape must keep the batch and have at most one side of -1");
  const std::span<const Number> rest = std::span(shape).subspan(1);
  const bool zero_copies = integer(at.node, "allowzero", 0) == 0 && !given.rows;
  const Shape in = given.value.shape;
  if (says(rest, {in.elements()}, false))
    at.items.set(at.node, Feature{given.value, true});
  else if (says(rest, {in.channels, in.height, in.width}, zero_copies))
    at.items.set(at.node, Feature{given.value, false});
  else
    fail(at.node, "must flatten a map of " + std::to_string(in.channels) + " x " + std::to_string(in.height) + " x " +
                      std::to_string(in.width) + " to (N, -1); another shape is not understood");
}

/** Axes of a node, counted from the front of 4; from an attribute or, in newer files, an input. */
std::set<std::int64_t> axes_of(const Context& at) {
  std::vector<std::int64_t> axes;
  if (const Attribute* attribute = at.node.find("axes"))
    axes = attribute->ints;
  else if (Items::has(at.node, 1))
    axes = at.items.integers(at.node, 1);
  std::set<std::int64_t> result;
  for (const std::int64_t axis : axes) result.insert(axis < 0 ? axis + 4 : axis);
  return result;
}

/** Squeeze and Unsqueeze: [N, C, 1, 1] to [N, C] or back. On numbers they change nothing that matters. */
void read_sides_of_one(const Context& at) {
  if (!at.items.is_feature(at.node, 0)) return pass(at);
  const Feature& given = at.items.feature(at.node, 0);
  const bool to_rows = at.node.op_type == "Squeeze";
  const Shape in = given.value.shape;
  if (in.height * in.width != 1 || given.rows == to_rows || axes_of(at) != std::set<std::int64_t>{2, 3})
    fail(at.node, "is understood only between [N, C, 1, 1] and [N, C], with axes 2 and 3");
  at.items.set(at.node, Feature{given.value, to_rows});
}

void read_transpose(const Context& at) {
  Constant matrix = at.items.constant(at.node, 0);
  const Attribute* order = at.node.find("perm");
  const bool exchanges = order == nullptr || order->ints == std::vector<std::int64_t>{1, 0};
  if (matrix.tensor == nullptr || matrix.tensor->dims.size() != 2 || !exchanges)
    fail(at.node, "is understood only for a matrix of weights");
  matrix.transposed = !matrix.transposed;
  at.items.set(at.node, matrix);
}

Numbers shape_of(const Context& at) {
  Numbers shape;
  if (!at.items.is_feature(at.node, 0)) {
    for (const std::int64_t side : at.items.constant(at.node, 0).dims()) shape.push_back({static_cast<double>(side)});
    return shape;
  }
  const Feature& given = at.items.feature(at.node, 0);
  const Shape in = given.value.shape;
  shape.push_back({static_cast<double>(at.batch), true});
  if (given.rows)
    shape.push_back({static_cast<double>(in.elements())});
  else
    for (const int side : {in.channels, in.height, in.width}) shape.push_back({static_cast<double>(side)});
  return shape;
}

/** A part of some numbers as in Python's [begin:end]. */
Numbers part(const Numbers& numbers, std::int64_t begin, std::int64_t end) {
  const auto size = static_cast<std::int64_t>(numbers.size());
  const auto from_front = [&](std::int64_t i) { return std::clamp(i < 0 ? i + size : i, std::int64_t{0}, size); };
  const std::int64_t first = from_front(begin);
  const std::int64_t last = std::max(first, from_front(end));
  return {numbers.begin() + first, numbers.begin() + last};
}

void read_shape(const Context& at) {
  const Numbers shape = shape_of(at);
  const auto size = static_cast<std::int64_t>(shape.size());
  const std::int64_t begin = std::clamp(integer(at.node, "start", 0), -size, size);
  const std::int64_t end = std::clamp(integer(at.node, "end", size), -size, size);
  set_numbers(at, part(shape, begin, end));
}

void read_gather(const Context& at) {
  const Numbers numbers = at.items.numbers(at.node, 0);
  const auto size = static_cast<std::int64_t>(numbers.size());
  require(at.node, "axis", 0);
  Numbers result;
  for (const std::int64_t index : at.items.integers(at.node, 1)) {
    if (index < -size || index >= size) fail(at.node, "index " + std::to_string(index) + " is outside the shape");
    result.push_back(numbers[static_cast<std::size_t>(index < 0 ? index + size : index)]);
  }
  set_numbers(at, std::move(result));
}

void read_slice(const Context& at) {
  const Numbers numbers = at.items.numbers(at.node, 0);
  const auto only = [&](std::size_t input) {
    const std::vector<std::int64_t> found = at.items.integers(at.node, input);
    if (found.size() != 1) fail(at.node, "is understood only for one part of a shape");
    return found[0];
  };
  if (Items::has(at.node, 3) && only(3) != 0) fail(at.node, "axis must be 0");
  if (Items::has(at.node, 4) && only(4) != 1) fail(at.node, "step must be 1");
  set_numbers(at, part(numbers, only(1), only(2)));
}

void read_expand(const Context& at) {
  const double value = at.items.scalar(at.node, 0);
  const std::vector<std::int64_t> shape = at.items.integers(at.node, 1);
  if (shape.size() > 1) fail(at.node, "is understood only for one number");
  const int count = shape.empty() ? 1 : small(at.node, "the new shape", shape[0]);
  if (count < 1) fail(at.node, "the new shape is empty");
  Constant result;
  result.numbers = {{value}};
  result.repeats = static_cast<std::size_t>(count);
  at.items.set(at.node, result);
}

/** Concat of numbers; that of maps is a layer. */
bool read_joined_numbers(const Context& at) {
  if (at.node.inputs.empty() || at.items.is_feature(at.node, 0)) return false;
  Numbers all;
  for (std::size_t i = 0; i < at.node.inputs.size() && all.size() <= longest_shape; ++i)
    std::ranges::copy(at.items.numbers(at.node, i), std::back_inserter(all));
  set_numbers(at, std::move(all));
  return true;
}

}  // namespace

bool read_shape_operation(const FileNode& node, Items& items, std::int64_t batch) {
  using Reading = void (*)(const Context&);
  static const std::map<std::string_view, Reading> readings = {{"Constant", read_constant},
                                                               {"Identity", pass},
                                                               {"Dropout", pass},
                                                               {"Cast", read_cast},
                                                               {"CastLike", pass},
                                                               {"Flatten", read_flatten},
                                                               {"Reshape", read_reshape},
                                                               {"Squeeze", read_sides_of_one},
                                                               {"Unsqueeze", read_sides_of_one},
                                                               {"Transpose", read_transpose},
                                                               {"Shape", read_shape},
                                                               {"Gather", read_gather},
                                                               {"Slice", read_slice},
                                                               {"Expand", read_expand}};
  const Context at{node, items, batch};
  if (node.op_type == "Concat") return read_joined_numbers(at);
  const auto found = readings.find(node.op_type);
  if (found == readings.end()) return false;
  found->second(at);
  return true;
}

}  // namespace narrows::onnx_format
