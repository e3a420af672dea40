// What joins and divides channels; graph_reader.cpp has the order of reading.
#include <algorithm>
#include <numeric>

#include "graph_reader.hpp"

namespace narrows::onnx_format {
namespace {

/** Sum of channels, before the builder adds them up as int. */
void check_joined(const FileNode& node, const std::vector<Value>& parts) {
  std::int64_t channels = 0;
  for (const Value& part : parts) channels += part.shape.channels;
  if (channels > largest_map) fail(node, "its map would have " + std::to_string(channels) + " channels");
}

/** Whether channels can be told apart: one number each, or a map. */
bool has_channels(const Feature& feature) {
  return !feature.rows() || feature.value.shape.height * feature.value.shape.width == 1;
}

/** A list that older files have as an attribute and newer ones as an input. */
std::vector<std::int64_t> list(const FileNode& node, KnownValues& known, const char* attribute, std::size_t input) {
  if (const Attribute* found = node.find(attribute)) return found->ints;
  return KnownValues::has(node, input) ? known.integers(node, input) : std::vector<std::int64_t>{};
}

}  // namespace

void GraphReader::read_concat(const FileNode& node) {
  std::vector<Value> parts;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) parts.push_back(known_.feature(node, i).value);
  if (parts.empty()) fail(node, "joins nothing");
  const Feature first = known_.feature(node, 0);
  for (std::size_t i = 0; i < node.inputs.size(); ++i)
    if (known_.feature(node, i).layout != first.layout) fail(node, "joins maps that lie in different orders");
  if (first.layout == Layout::pixel_rows && parts.size() > 1) fail(node, "joins flattened maps with channels last");
  const std::int64_t axis = integer(node, "axis", 1);
  if (from_front(axis, first) != channel_axis(first.layout))
    fail(node, "must join channels, joins axis " + std::to_string(axis));
  check_joined(node, parts);
  emit(node, Concat{}, parts, first.layout);
}

void GraphReader::read_slice(const FileNode& node) {
  const Feature given = known_.feature(node, 0);
  const std::vector<std::int64_t> starts = list(node, known_, "starts", 1);
  const std::vector<std::int64_t> ends = list(node, known_, "ends", 2);
  std::vector<std::int64_t> axes = list(node, known_, "axes", 3);
  const std::vector<std::int64_t> steps = list(node, known_, "steps", 4);
  if (axes.empty()) axes.resize(starts.size());
  if (axes.size() != starts.size() || axes.size() != ends.size())
    fail(node, "has starts and ends of different numbers");
  if (node.find("axes") == nullptr && !KnownValues::has(node, 3)) std::iota(axes.begin(), axes.end(), std::int64_t{0});
  if (std::ranges::any_of(steps, [](std::int64_t step) { return step != 1; })) fail(node, "steps must be 1");
  Slice slice{0, given.value.shape.channels};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = from_front(axes[i], given);
    const auto dims = given.dims();
    if (axis < 1 || axis > static_cast<std::int64_t>(dims.size())) fail(node, "must cut channels");
    const std::int64_t size = dims[static_cast<std::size_t>(axis) - 1];
    const auto place = [&](std::int64_t at) { return std::clamp(at < 0 ? at + size : at, std::int64_t{0}, size); };
    const std::int64_t begin = place(starts[i]);
    const std::int64_t end = std::max(begin, place(ends[i]));
    const bool all = begin == 0 && end == size;
    if (!all && (axis != channel_axis(given.layout) || !has_channels(given)))
      fail(node, "cuts height or width, only cutting channels is understood");
    if (axis == channel_axis(given.layout)) slice = {static_cast<int>(begin), static_cast<int>(end)};
  }
  if (slice == Slice{0, given.value.shape.channels} || !has_channels(given)) return known_.set(node, given);
  emit(node, slice, {given.value}, given.layout);
}

void GraphReader::read_split(const FileNode& node) {
  const Feature given = known_.feature(node, 0);
  const std::int64_t channels = given.value.shape.channels;
  if (from_front(integer(node, "axis", 0), given) != channel_axis(given.layout) || !has_channels(given))
    fail(node, "must split channels");
  const auto count = static_cast<std::int64_t>(node.outputs.size());
  std::vector<std::int64_t> sizes = list(node, known_, "split", 1);
  if (sizes.empty()) {
    const std::int64_t each = (channels + count - 1) / std::max(count, std::int64_t{1});
    for (std::int64_t i = 0; i < count; ++i) sizes.push_back(std::min(each, channels - std::min(channels, each * i)));
  }
  if (std::ranges::any_of(sizes, [&](std::int64_t size) { return size < 0 || size > channels; }) ||
      static_cast<std::int64_t>(sizes.size()) != count ||
      std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) != channels)
    fail(node, "parts of " + in_words(sizes) + " channels do not make up " + std::to_string(channels));
  int begin = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const int end = begin + static_cast<int>(sizes[i]);
    if (needed_.needs(node.outputs[i])) emit(node, Slice{begin, end}, {given.value}, given.layout, i);
    begin = end;
  }
}

}  // namespace narrows::onnx_format
