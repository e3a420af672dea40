#include "constant_folding.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

namespace narrows::onnx_format {
namespace {

using Dims = std::vector<std::int64_t>;

struct Folding {
  const FileNode& node;
  KnownValues& known;

  [[nodiscard]] std::shared_ptr<const Array> input(std::size_t i) const { return known.array(node, i); }
  void set(Array result) const {
    Constant constant;
    constant.array = std::make_shared<const Array>(std::move(result));
    known.set(node, std::move(constant));
  }
};

/** Product of sides; throws where that is more than the file may ask for. */
std::size_t room(const Folding& at, const Dims& dims) {
  constexpr std::int64_t most = 1 << 28;
  constexpr std::size_t most_sides = 8;
  if (dims.size() > most_sides) fail(at.node, "would give weights of " + std::to_string(dims.size()) + " sides");
  std::int64_t count = 1;
  for (const std::int64_t side : dims) {
    if (side < 0 || (side > 0 && count > most / side)) fail(at.node, "would give weights of " + in_words(dims));
    count *= side;
  }
  at.known.spend(at.node, static_cast<std::size_t>(count));
  return static_cast<std::size_t>(count);
}

/** The common shape of two arrays, each side of which is the same or 1. */
Dims joint(const Folding& at, const Dims& a, const Dims& b) {
  Dims result(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t left = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t right = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1)
      fail(at.node, "the shapes " + in_words(a) + " and " + in_words(b) + " do not fit");
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

/** The values as an array of these sides would have them: those of sides of 1 again and again. */
std::vector<float> stretched(const Folding& at, const Array& array, const Dims& dims) {
  std::vector<float> result(room(at, dims));
  std::vector<std::size_t> steps(dims.size());
  std::size_t step = 1;
  for (std::size_t i = 0; i < array.dims.size(); ++i) {
    const std::int64_t side = array.dims[array.dims.size() - 1 - i];
    steps[dims.size() - 1 - i] = side == 1 ? 0 : step;
    step *= static_cast<std::size_t>(side);
  }
  for (std::size_t index = 0; index < result.size(); ++index) {
    std::size_t rest = index;
    std::size_t source = 0;
    for (std::size_t i = dims.size(); i-- > 0; rest /= static_cast<std::size_t>(dims[i]))
      source += rest % static_cast<std::size_t>(dims[i]) * steps[i];
    result[index] = array.values[source];
  }
  return result;
}

using Binary = float (*)(float, float);

void compute(const Folding& at, Binary function) {
  const auto a = at.input(0);
  const auto b = at.input(1);
  Array result{joint(at, a->dims, b->dims), {}};
  result.values = stretched(at, *a, result.dims);
  std::ranges::transform(result.values, stretched(at, *b, result.dims), result.values.begin(), function);
  at.set(std::move(result));
}

void compute(const Folding& at, float (*function)(float)) {
  const auto given = at.input(0);
  Array result{given->dims, std::vector<float>(room(at, given->dims))};
  std::ranges::transform(given->values, result.values.begin(), function);
  at.set(std::move(result));
}

/** The values in their order, with new sides. */
void reshape(const Folding& at, Dims dims) {
  const auto given = at.input(0);
  const auto unknown = std::ranges::find(dims, -1);
  const auto product = [&] {
    return std::accumulate(dims.begin(), dims.end(), 1.0,
                           [](double all, std::int64_t side) { return all * static_cast<double>(side); });
  };
  const auto count = static_cast<std::int64_t>(given->values.size());
  if (unknown != dims.end()) {
    *unknown = 1;
    const double others = product();
    if (others >= 1 && others <= static_cast<double>(count)) *unknown = count / static_cast<std::int64_t>(others);
  }
  if (product() != static_cast<double>(count))
    fail(at.node, "weights of shape " + in_words(given->dims) + " cannot take the shape " + in_words(dims));
  (void)room(at, dims);
  at.set({std::move(dims), given->values});
}

void fold_reshape(const Folding& at) {
  Dims dims = at.known.integers(at.node, 1);
  const Dims given = at.known.constant(at.node, 0).dims();
  if (integer(at.node, "allowzero", 0) == 0)
    for (std::size_t i = 0; i < std::min(dims.size(), given.size()); ++i)
      if (dims[i] == 0) dims[i] = given[i];
  reshape(at, std::move(dims));
}

Dims axes_of(const Folding& at) {
  if (const Attribute* attribute = at.node.find("axes")) return attribute->ints;
  return KnownValues::has(at.node, 1) ? at.known.integers(at.node, 1) : Dims{};
}

void fold_squeeze(const Folding& at) {
  const Dims given = at.known.constant(at.node, 0).dims();
  const auto rank = static_cast<std::int64_t>(given.size());
  Dims axes = axes_of(at);
  for (std::int64_t& axis : axes) axis = axis < 0 ? axis + rank : axis;
  Dims dims;
  for (std::int64_t i = 0; i < rank; ++i) {
    const std::int64_t side = given[static_cast<std::size_t>(i)];
    const bool named = axes.empty() ? side == 1 : std::ranges::find(axes, i) != axes.end();
    if (!named) dims.push_back(side);
  }
  reshape(at, std::move(dims));
}

void fold_unsqueeze(const Folding& at) {
  Dims dims = at.known.constant(at.node, 0).dims();
  Dims axes = axes_of(at);
  const auto rank = static_cast<std::int64_t>(dims.size() + axes.size());
  for (std::int64_t& axis : axes) axis = axis < 0 ? axis + rank : axis;
  std::ranges::sort(axes);
  for (const std::int64_t axis : axes) {
    if (axis < 0 || axis > static_cast<std::int64_t>(dims.size())) fail(at.node, "has an axis that is not there");
    dims.insert(dims.begin() + axis, 1);
  }
  reshape(at, std::move(dims));
}

void fold_transpose(const Folding& at) {
  const auto given = at.input(0);
  const std::size_t rank = given->dims.size();
  Dims order(rank);
  std::iota(order.rbegin(), order.rend(), std::int64_t{0});
  if (const Attribute* perm = at.node.find("perm")) order = perm->ints;
  Dims sorted = order;
  std::ranges::sort(sorted);
  Dims dims(rank);
  std::vector<std::size_t> steps(rank);
  for (std::size_t i = 0; i < rank; ++i)
    if (sorted.size() != rank || sorted[i] != static_cast<std::int64_t>(i))
      fail(at.node, "perm must have every axis once");
  for (std::size_t i = 0; i < rank; ++i) {
    const auto axis = static_cast<std::size_t>(order[i]);
    dims[i] = given->dims[axis];
    steps[i] = 1;
    for (std::size_t behind = axis + 1; behind < rank; ++behind)
      steps[i] *= static_cast<std::size_t>(given->dims[behind]);
  }
  std::vector<float> values(room(at, dims));
  for (std::size_t index = 0; index < values.size(); ++index) {
    std::size_t rest = index;
    std::size_t source = 0;
    for (std::size_t i = rank; i-- > 0; rest /= static_cast<std::size_t>(dims[i]))
      source += rest % static_cast<std::size_t>(dims[i]) * steps[i];
    values[index] = given->values[source];
  }
  at.set({std::move(dims), std::move(values)});
}

void fold_expand(const Folding& at) {
  const auto given = at.input(0);
  Dims dims = joint(at, given->dims, at.known.integers(at.node, 1));
  std::vector<float> values = stretched(at, *given, dims);
  at.set({std::move(dims), std::move(values)});
}

/** (x - zero point) * scale, of which the last two have one value, or one for each place along an axis. */
void fold_dequantize(const Folding& at) {
  const auto given = at.input(0);
  const auto rank = static_cast<std::int64_t>(given->dims.size());
  std::int64_t axis = integer(at.node, "axis", 1);
  axis = axis < 0 ? axis + rank : axis;
  const auto along_axis = [&](std::size_t input) {
    Array array = *at.input(input);
    if (array.values.size() != 1 && array.dims.size() == 1 && axis < rank)
      for (std::int64_t i = axis + 1; i < rank; ++i) array.dims.push_back(1);
    if (joint(at, array.dims, given->dims) != given->dims)
      fail(at.node, "scale or zero point of shape " + in_words(array.dims) + " do not fit " + in_words(given->dims));
    return stretched(at, array, given->dims);
  };
  Array result = *given;
  if (KnownValues::has(at.node, 2))
    std::ranges::transform(result.values, along_axis(2), result.values.begin(), std::minus());
  std::ranges::transform(result.values, along_axis(1), result.values.begin(), std::multiplies());
  at.set(std::move(result));
}

const std::map<std::string_view, void (*)(const Folding&)>& foldings() {
  static const std::map<std::string_view, void (*)(const Folding&)> all = {
      {"Cast", [](const Folding& at) { compute(at, [](float x) { return x; }); }},
      {"Neg", [](const Folding& at) { compute(at, [](float x) { return -x; }); }},
      {"Abs", [](const Folding& at) { compute(at, [](float x) { return std::abs(x); }); }},
      {"Sqrt", [](const Folding& at) { compute(at, [](float x) { return std::sqrt(x); }); }},
      {"Exp", [](const Folding& at) { compute(at, [](float x) { return std::exp(x); }); }},
      {"Reciprocal", [](const Folding& at) { compute(at, [](float x) { return 1 / x; }); }},
      {"Add", [](const Folding& at) { compute(at, [](float x, float y) { return x + y; }); }},
      {"Sub", [](const Folding& at) { compute(at, [](float x, float y) { return x - y; }); }},
      {"Mul", [](const Folding& at) { compute(at, [](float x, float y) { return x * y; }); }},
      {"Div", [](const Folding& at) { compute(at, [](float x, float y) { return x / y; }); }},
      {"Pow", [](const Folding& at) { compute(at, [](float x, float y) { return std::pow(x, y); }); }},
      {"Reshape", fold_reshape},
      {"Squeeze", fold_squeeze},
      {"Unsqueeze", fold_unsqueeze},
      {"Transpose", fold_transpose},
      {"Expand", fold_expand},
      {"DequantizeLinear", fold_dequantize},
  };
  return all;
}

}  // namespace

bool fold_constants(const FileNode& node, KnownValues& known) {
  const auto found = foldings().find(node.op_type);
  if (found == foldings().end() || !KnownValues::has(node, 0)) return false;
  bool shape = node.op_type != "Expand" && node.op_type != "DequantizeLinear";
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (node.inputs[i].empty()) continue;
    if (known.is_feature(node, i)) return false;
    const bool says_how = i > 0 && (node.op_type == "Reshape" || node.op_type.ends_with("queeze"));
    if (!says_how) shape = shape && known.constant(node, i).may_be_shape();
  }
  if (shape) return false;
  found->second({node, known});
  return true;
}

}  // namespace narrows::onnx_format
