#include "shape_operations.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace narrows::onnx_format {
namespace {

struct Context {
  const FileNode& node;
  KnownValues& known;
  std::int64_t batch;

  [[nodiscard]] bool on_feature() const { return known.is_feature(node, 0); }
};

constexpr std::size_t longest_shape = 64;

void set_numbers(const Context& at, Numbers numbers) {
  if (numbers.size() > longest_shape) fail(at.node, "computes more numbers than a shape has");
  Constant result;
  result.numbers = std::move(numbers);
  at.known.set(at.node, std::move(result));
}

void read_constant(const Context& at) {
  const FileNode& node = at.node;
  if (const Attribute* value = node.find("value"); value != nullptr && value->tensor) {
    Constant result;
    result.tensor = &*value->tensor;
    return at.known.set(node, result);
  }
  const Attribute* one = node.find("value_float");
  const Attribute* several = node.find("value_floats");
  if (one != nullptr || several != nullptr) {
    Array reals;
    if (several != nullptr) reals = {{static_cast<std::int64_t>(several->floats.size())}, several->floats};
    if (one != nullptr) reals = {{}, {one->f}};
    Constant result;
    result.array = std::make_shared<const Array>(std::move(reals));
    return at.known.set(node, std::move(result));
  }
  Numbers numbers;
  if (const Attribute* value = node.find("value_int")) numbers.push_back({static_cast<double>(value->i)});
  if (const Attribute* list = node.find("value_ints"))
    for (const std::int64_t value : list->ints) numbers.push_back({static_cast<double>(value)});
  if (numbers.empty()) fail(node, "has no value that is understood");
  set_numbers(at, std::move(numbers));
}

void pass(const Context& at) { at.known.set(at.node, KnownValue(at.known.get(at.node, 0))); }

void read_cast(const Context& at) {
  constexpr std::int64_t to_float32 = 1;
  if (at.on_feature()) require(at.node, "to", to_float32);
  pass(at);
}

/** Flattened, whatever it was; a map of one pixel is the same in both orders. */
Layout flattened(const Feature& given) {
  const bool pixels = given.layout == Layout::pixels || given.layout == Layout::pixel_rows;
  return pixels && given.value.shape.height * given.value.shape.width > 1 ? Layout::pixel_rows : Layout::rows;
}

Feature with_layout(Feature feature, Layout layout) {
  feature.layout = layout;
  return feature;
}

void read_flatten(const Context& at) {
  const Feature& given = at.known.feature(at.node, 0);
  const std::int64_t axis = integer(at.node, "axis", 1);
  const auto rank = static_cast<std::int64_t>(given.dims().size());
  if (axis != 1 && axis != -rank) fail(at.node, "axis must be 1, is " + std::to_string(axis));
  at.known.set(at.node, with_layout(given, flattened(given)));
}

/** Whether the first number of a shape keeps the batch: by name, by copying, or by being the only unknown. */
bool keeps_batch(const Context& at, const Number& first) {
  if (first.batch) return true;
  if (first.value == 0) return integer(at.node, "allowzero", 0) == 0;
  return first.value == -1 || (at.batch > 0 && first.value == static_cast<double>(at.batch));
}

/** Whether a shape's sides behind the batch say those of `wanted`; one of them may be -1, and 0 copies one. */
bool says(std::span<const Number> shape, const Feature& wanted, const std::vector<std::int64_t>& copied) {
  const std::vector<std::int64_t> sides = wanted.dims();
  if (shape.size() != sides.size()) return false;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const double side = shape[i].value;
    const bool copies = side == 0 && i < copied.size() && copied[i] == sides[i];
    if (shape[i].batch || !(side == -1 || side == static_cast<double>(sides[i]) || copies)) return false;
  }
  return true;
}

/** What a map can be made into by a new shape alone. */
std::vector<Feature> forms_of(const Feature& given, std::span<const Number> shape) {
  const Shape in = given.value.shape;
  const bool one_pixel = in.height * in.width == 1;
  const bool pixels = given.layout == Layout::pixels || given.layout == Layout::pixel_rows;
  std::vector<Feature> forms{with_layout(given, flattened(given))};
  if (!pixels || one_pixel) forms.push_back(with_layout(given, Layout::map));
  if (pixels || one_pixel) forms.push_back(with_layout(given, Layout::pixels));
  constexpr std::size_t sides_of_groups = 4;
  if (given.layout == Layout::map && shape.size() == sides_of_groups && !shape[0].batch && shape[0].value >= 1 &&
      shape[0].value <= in.channels && in.channels % static_cast<int>(shape[0].value) == 0) {
    forms.push_back(with_layout(given, Layout::groups));
    forms.back().groups = static_cast<int>(shape[0].value);
  }
  return forms;
}

void read_reshape(const Context& at) {
  if (!at.on_feature()) return set_numbers(at, at.known.numbers(at.node, 0));
  const Feature& given = at.known.feature(at.node, 0);
  const Numbers shape = at.known.numbers(at.node, 1);
  const auto unknown = std::ranges::count_if(shape, [](const Number& n) { return !n.batch && n.value == -1; });
  if (shape.empty() || unknown > 1 || !keeps_batch(at, shape[0]))
    fail(at.node, "the new shape must keep the batch and have at most one side of -1");
  const std::span<const Number> rest = std::span(shape).subspan(1);
  const std::vector<std::int64_t> copied =
      integer(at.node, "allowzero", 0) == 0 ? given.dims() : std::vector<std::int64_t>{};
  for (const Feature& form : forms_of(given, rest))
    if (says(rest, form, copied)) return at.known.set(at.node, form);
  fail(at.node, "must flatten " + in_words(given.dims()) + ", bring back the map or divide its channels in groups; " +
                    "another shape is not understood");
}

/** Axes of a node, counted from the front of 4; from an attribute or, in newer files, an input. */
std::set<std::int64_t> axes_of(const Context& at) {
  std::vector<std::int64_t> axes;
  if (const Attribute* attribute = at.node.find("axes"))
    axes = attribute->ints;
  else if (KnownValues::has(at.node, 1))
    axes = at.known.integers(at.node, 1);
  std::set<std::int64_t> result;
  for (const std::int64_t axis : axes) result.insert(axis < 0 ? axis + 4 : axis);
  return result;
}

/** Squeeze and Unsqueeze: [N, C, 1, 1] or [N, 1, 1, C] to [N, C] or back. On numbers they change nothing that matters.
 */
void read_sides_of_one(const Context& at) {
  if (!at.on_feature()) return pass(at);
  const Feature& given = at.known.feature(at.node, 0);
  const bool to_rows = at.node.op_type == "Squeeze";
  const std::set<std::int64_t> axes = axes_of(at);
  const bool as_map = axes == std::set<std::int64_t>{2, 3};
  const bool as_pixels = axes == std::set<std::int64_t>{1, 2};
  const Shape in = given.value.shape;
  const bool fits = to_rows ? given.layout == (as_map ? Layout::map : Layout::pixels) : given.rows();
  if (in.height * in.width != 1 || !fits || (!as_map && !as_pixels))
    fail(at.node, "is understood only between [N, C, 1, 1] or [N, 1, 1, C] and [N, C]");
  at.known.set(at.node, with_layout(given, to_rows ? Layout::rows : as_map ? Layout::map : Layout::pixels));
}

/** Between channels first and last, or an exchange of groups: nothing that needs an operation yet. */
void read_transpose(const Context& at) {
  const Feature& given = at.known.feature(at.node, 0);
  const Attribute* order = at.node.find("perm");
  const std::vector<std::int64_t> perm = order == nullptr ? std::vector<std::int64_t>{} : order->ints;
  Feature result = given;
  if (given.layout == Layout::map && perm == std::vector<std::int64_t>{0, 2, 3, 1}) {
    result.layout = Layout::pixels;
  } else if (given.layout == Layout::pixels && perm == std::vector<std::int64_t>{0, 3, 1, 2}) {
    result.layout = Layout::map;
  } else if (given.layout == Layout::groups && perm == std::vector<std::int64_t>{0, 2, 1, 3, 4}) {
    result.shuffled = !result.shuffled;
  } else if (perm.size() != given.dims().size() + 1 || !std::ranges::is_sorted(perm)) {
    fail(at.node,
         "is understood between channels first and channels last, and for the groups of a shuffle; this one "
         "takes axes " +
             in_words(perm) + " of " + in_words(given.dims()) + " behind the batch");
  }
  at.known.set(at.node, result);
}

Numbers shape_of(const Context& at) {
  Numbers shape;
  if (at.on_feature()) shape.push_back({static_cast<double>(at.batch), true});
  const auto sides = at.on_feature() ? at.known.feature(at.node, 0).dims() : at.known.constant(at.node, 0).dims();
  for (const std::int64_t side : sides) shape.push_back({static_cast<double>(side)});
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
  const Numbers numbers = at.known.numbers(at.node, 0);
  const auto size = static_cast<std::int64_t>(numbers.size());
  require(at.node, "axis", 0);
  Numbers result;
  for (const std::int64_t index : at.known.integers(at.node, 1)) {
    if (index < -size || index >= size) fail(at.node, "index " + std::to_string(index) + " is outside the shape");
    result.push_back(numbers[static_cast<std::size_t>(index < 0 ? index + size : index)]);
  }
  set_numbers(at, std::move(result));
}

void read_slice(const Context& at) {
  const Numbers numbers = at.known.numbers(at.node, 0);
  const auto only = [&](std::size_t input) {
    const std::vector<std::int64_t> found = at.known.integers(at.node, input);
    if (found.size() != 1) fail(at.node, "is understood only for one part of a shape");
    return found[0];
  };
  if (KnownValues::has(at.node, 3) && only(3) != 0) fail(at.node, "axis must be 0");
  if (KnownValues::has(at.node, 4) && only(4) != 1) fail(at.node, "step must be 1");
  set_numbers(at, part(numbers, only(1), only(2)));
}

/** Numbers of a shape, added or multiplied; what the batch size goes into stays unknown. */
void read_arithmetic(const Context& at) {
  const Numbers a = at.known.numbers(at.node, 0);
  const Numbers b = at.known.numbers(at.node, 1);
  if (a.size() != b.size() && a.size() != 1 && b.size() != 1) fail(at.node, "takes shapes of different lengths");
  Numbers result(std::max(a.size(), b.size()));
  const bool whole = at.node.op_type == "Div";
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Number& x = a[a.size() == 1 ? 0 : i];
    const Number& y = b[b.size() == 1 ? 0 : i];
    if (whole && y.value == 0) fail(at.node, "divides by 0");
    const double value = at.node.op_type == "Add"   ? x.value + y.value
                         : at.node.op_type == "Sub" ? x.value - y.value
                         : at.node.op_type == "Mul" ? x.value * y.value
                                                    : std::trunc(x.value / y.value);
    const bool same = at.node.op_type == "Mul" && ((x.batch && y.value == 1) || (y.batch && x.value == 1));
    if ((x.batch || y.batch) && !same) fail(at.node, "computes with the batch size");
    result[i] = {value, x.batch || y.batch};
  }
  set_numbers(at, std::move(result));
}

/** Concat of numbers; that of maps is a layer. */
void read_joined_numbers(const Context& at) {
  Numbers all;
  for (std::size_t i = 0; i < at.node.inputs.size() && all.size() <= longest_shape; ++i)
    std::ranges::copy(at.known.numbers(at.node, i), std::back_inserter(all));
  set_numbers(at, std::move(all));
}

}  // namespace

bool read_shape_operation(const FileNode& node, KnownValues& known, std::int64_t batch) {
  using Reading = void (*)(const Context&);
  struct Entry {
    Reading reading;
    bool of_features;  ///< Also those, not numbers alone.
  };
  static const std::map<std::string_view, Entry> readings = {{"Constant", {read_constant, true}},
                                                             {"Identity", {pass, true}},
                                                             {"Dropout", {pass, true}},
                                                             {"Cast", {read_cast, true}},
                                                             {"CastLike", {pass, true}},
                                                             {"Flatten", {read_flatten, true}},
                                                             {"Reshape", {read_reshape, true}},
                                                             {"Squeeze", {read_sides_of_one, true}},
                                                             {"Unsqueeze", {read_sides_of_one, true}},
                                                             {"Transpose", {read_transpose, true}},
                                                             {"Shape", {read_shape, true}},
                                                             {"Gather", {read_gather, false}},
                                                             {"Slice", {read_slice, false}},
                                                             {"Concat", {read_joined_numbers, false}},
                                                             {"Add", {read_arithmetic, false}},
                                                             {"Sub", {read_arithmetic, false}},
                                                             {"Mul", {read_arithmetic, false}},
                                                             {"Div", {read_arithmetic, false}}};
  const auto found = readings.find(node.op_type);
  if (found == readings.end()) return false;
  const auto computed = [&](std::size_t input) {
    return KnownValues::has(node, input) && known.is_feature(node, input);
  };
  if (!found->second.of_features)
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
      if (computed(i)) return false;
  found->second.reading({node, known, batch});
  return true;
}

}  // namespace narrows::onnx_format
