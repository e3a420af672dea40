// Activations; graph_reader.cpp has the order of reading.
#include <cmath>
#include <limits>

#include "graph_reader.hpp"

namespace narrows::onnx_format {

void GraphReader::add_activation(const FileNode& node, const Op& op) {
  const Feature given = known_.feature(node, 0);
  emit(node, op, {given.value}, given.layout);
}

bool GraphReader::add_product(const FileNode& gate, const Op& product) {
  if (gate.inputs.size() != 1 || gate.outputs.size() != 1) return false;
  const FileNode* const reader = needed_.only_reader(gate.outputs[0]);
  if (reader == nullptr || reader->op_type != "Mul" || reader->inputs.size() != 2) return false;
  const std::size_t other = reader->inputs[0] == gate.outputs[0] ? 1 : 0;
  if (reader->inputs[other] != gate.inputs[0]) return false;
  const Feature given = known_.feature(gate, 0);
  emit(*reader, product, {given.value}, given.layout);
  done_.insert(reader);
  return true;
}

void GraphReader::read_relu(const FileNode& node) { add_activation(node, Relu{}); }

void GraphReader::read_clip(const FileNode& node) {
  const auto limit = [&](const char* attribute, std::size_t input, double otherwise) -> double {
    if (const Attribute* found = node.find(attribute)) return found->f;
    return KnownValues::has(node, input) ? known_.scalar(node, input) : otherwise;
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double largest = std::numeric_limits<float>::max();  // how files write that there is no limit
  double low = limit("min", 1, -infinity);
  double high = limit("max", 2, infinity);
  low = low <= -largest ? -infinity : low;
  high = high >= largest ? infinity : high;
  if (!(low < high)) fail(node, "must clip from a limit to a higher one");
  if (low == 0) return add_activation(node, Relu{static_cast<float>(high)});
  add_activation(node, Clip{static_cast<float>(low), static_cast<float>(high)});
}

void GraphReader::read_leaky_relu(const FileNode& node) { add_activation(node, LeakyRelu{real(node, "alpha", 0.01F)}); }

void GraphReader::read_elu(const FileNode& node) { add_activation(node, Elu{real(node, "alpha", 1)}); }

void GraphReader::read_sigmoid(const FileNode& node) {
  if (!add_product(node, Silu{})) add_activation(node, Sigmoid{});
}

void GraphReader::read_hard_sigmoid(const FileNode& node) {
  const HardSigmoid op{real(node, "alpha", 0.2F), real(node, "beta", 0.5F)};
  const HardSigmoid usual;
  const bool swish = std::abs(op.slope - usual.slope) < 1e-6F && op.offset == usual.offset;
  if (!swish || !add_product(node, HardSwish{})) add_activation(node, op);
}

void GraphReader::read_hard_swish(const FileNode& node) { add_activation(node, HardSwish{}); }

void GraphReader::read_softmax(const FileNode& node) {
  const Feature given = known_.feature(node, 0);
  constexpr std::int64_t opset_of_last_axis = 13;
  const std::int64_t axis = from_front(integer(node, "axis", file_.opset < opset_of_last_axis ? 1 : -1), given);
  if (axis != channel_axis(given.layout)) fail(node, "must be over the channels");
  emit(node, Softmax{}, {given.value}, given.layout);
}

}  // namespace narrows::onnx_format
