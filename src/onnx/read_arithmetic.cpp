// Sums and products of maps and constants, and padding; graph_reader.cpp has the order of reading.
#include <algorithm>

#include "graph_reader.hpp"
#include "readable.hpp"

namespace narrows::onnx_format {

void GraphReader::read_arithmetic(const FileNode& node) {
  const bool first = known_.is_feature(node, 0);
  if (first && known_.is_feature(node, 1)) return add_sum_or_product(node);
  const std::size_t feature = first ? 0 : 1;
  const Feature given = known_.feature(node, feature);
  Affine affine;
  affine.shift = per_channel(node, 1 - feature, given);
  affine.scale.assign(affine.shift.size(), 1.0);
  if (node.op_type == "Sub" && first)
    for (double& value : affine.shift) value = -value;
  if (node.op_type == "Sub" && !first) affine.scale.assign(affine.shift.size(), -1.0);
  if (node.op_type == "Mul" || node.op_type == "Div") {
    std::swap(affine.scale, affine.shift);
    std::ranges::fill(affine.shift, 0.0);
  }
  if (node.op_type == "Div") {
    if (!first) fail(node, "divides by what the network computes, which is not understood");
    for (double& value : affine.scale) value = 1 / value;
  }
  const Feature result = apply(node, feature, affine);
  known_.set(node, result);
  own_[static_cast<std::size_t>(result.value.id) - 1] = node.outputs[0];
}

void GraphReader::add_sum_or_product(const FileNode& node) {
  Feature a = known_.feature(node, 0);
  Feature b = known_.feature(node, 1);
  if (a.layout != b.layout)
    fail(node, "takes a map as " + in_words(a.dims()) + " and one as " + in_words(b.dims()) + " behind the batch");
  if (node.op_type == "Div") fail(node, "divides by what the network computes, which is not understood");
  if (node.op_type == "Sub") {
    const auto channels = static_cast<std::size_t>(b.value.shape.channels);
    known_.spend(node, channels);
    b = apply(node, 1, {std::vector<double>(channels, -1.0), std::vector<double>(channels, 0.0)});
  }
  if (node.op_type != "Mul") return emit(node, Add{}, {a.value, b.value}, a.layout);
  if (a.value.shape.height * a.value.shape.width == 1) std::swap(a, b);  // the map first, its factors behind it
  emit(node, Multiply{}, {a.value, b.value}, a.layout);
}

std::vector<double> GraphReader::per_channel(const FileNode& node, std::size_t input, const Feature& given) {
  const auto array = known_.array(node, input);
  const auto channels = static_cast<std::size_t>(given.value.shape.channels);
  constexpr std::size_t copies = 6;  // in doubles, and then in the weights
  known_.spend(node, copies * channels);
  if (array->values.size() == 1) return std::vector<double>(channels, array->values[0]);
  const std::size_t rank = given.dims().size() + 1;
  const std::size_t behind = rank - static_cast<std::size_t>(channel_axis(given.layout));
  const std::vector<std::int64_t>& dims = array->dims;
  const bool one_pixel = given.value.shape.height * given.value.shape.width == 1;
  const bool fits = array->values.size() == channels && dims.size() <= rank && dims.size() >= behind &&
                    dims[dims.size() - behind] == static_cast<std::int64_t>(channels) && (!given.rows() || one_pixel);
  if (!fits) fail(node, "takes a constant of shape " + in_words(dims) + ", which is not one value for each channel");
  return {array->values.begin(), array->values.end()};
}

std::optional<std::size_t> GraphReader::own_layer(const FileNode& node, std::size_t input) {
  const Feature& given = known_.feature(node, input);
  const auto layer = static_cast<std::size_t>(given.value.id) - 1;
  const auto found = own_.find(layer);
  const bool alone = given.value.id > 0 && found != own_.end() && found->second == node.inputs[input] &&
                     needed_.reads(node.inputs[input]) == 1;
  return alone ? std::optional(layer) : std::nullopt;
}

Feature GraphReader::apply(const FileNode& node, std::size_t input, const Affine& affine) {
  Feature result = known_.feature(node, input);
  if (const std::optional<std::size_t> layer = own_layer(node, input)) {
    scale_layer(*layer, affine);
    return result;
  }
  const int channels = result.value.shape.channels;
  const Conv2d op{.out_channels = channels, .padding = 0, .groups = channels, .bias = true};
  result.value = append(node, op, {result.value});
  add_array(".weight", {channels, 1, 1, 1}, {affine.scale.begin(), affine.scale.end()});
  add_array(".bias", {channels}, {affine.shift.begin(), affine.shift.end()});
  return result;
}

Weights::Array* GraphReader::array_of(std::size_t layer, const char* suffix) {
  const auto found = places_.find(names_[layer] + suffix);
  return found == places_.end() ? nullptr : &arrays_[found->second];
}

void GraphReader::scale_layer(std::size_t layer, const Affine& affine) {
  const bool scales = std::ranges::any_of(affine.scale, [](double factor) { return factor != 1; });
  const bool shifts = std::ranges::any_of(affine.shift, [](double summand) { return summand != 0; });
  if (scales) {
    std::vector<float>& weight = array_of(layer, ".weight")->values;
    const std::size_t row = weight.size() / affine.scale.size();
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(weight[i] * affine.scale[i / row]);
  }
  if (Weights::Array* const bias = array_of(layer, ".bias")) {
    for (std::size_t i = 0; i < affine.scale.size(); ++i)
      bias->values[i] = static_cast<float>(bias->values[i] * affine.scale[i] + affine.shift[i]);
  } else if (shifts) {
    const std::string name = names_[layer] + ".bias";
    places_[name] = arrays_.size();
    arrays_.push_back(
        {name, {static_cast<std::int64_t>(affine.shift.size())}, {affine.shift.begin(), affine.shift.end()}});
    biased_later_.insert(layer);
  }
}

void GraphReader::read_pad(const FileNode& node) {
  Feature given = known_.feature(node, 0);
  const Attribute* mode = node.find("mode");
  if (mode != nullptr && !mode->s.empty() && mode->s != "constant")
    fail(node, "pads in mode '" + readable(mode->s) + "', only constant zeros are understood");
  const double value = KnownValues::has(node, 2) ? known_.scalar(node, 2) : real(node, "value", 0);
  if (value != 0 || KnownValues::has(node, 3)) fail(node, "must pad all axes, with zeros");
  const Attribute* attribute = node.find("pads");
  const std::vector<std::int64_t> pads = attribute != nullptr ? attribute->ints : known_.integers(node, 1);
  constexpr std::size_t axes = 4;
  if (given.rows() || given.layout == Layout::groups || pads.size() != 2 * axes)
    fail(node, "must pad a map, four sides before and four behind");
  const std::size_t rows = given.layout == Layout::pixels ? 1 : 2;
  const auto channels = static_cast<std::size_t>(channel_axis(given.layout));
  for (const std::size_t axis : {std::size_t{0}, channels, axes, axes + channels})
    if (pads[axis] != 0) fail(node, "must pad height and width alone");
  const auto side = [&](int before, std::size_t axis) {
    constexpr std::int64_t most = 1024;
    if (pads[axis] < 0 || before + pads[axis] > most)
      fail(node, "pads must be 0 to " + std::to_string(most) + ", are " + in_words(pads));
    return before + static_cast<int>(pads[axis]);
  };
  given.padding = {side(given.padding.top, rows), side(given.padding.left, rows + 1),
                   side(given.padding.bottom, axes + rows), side(given.padding.right, axes + rows + 1)};
  known_.set(node, given);
}

}  // namespace narrows::onnx_format
