#pragma once

#include "known_values.hpp"

namespace narrows::onnx_format {

/**
 * Computes a node whose inputs are all weights (or numbers beside them): Cast from other types, arithmetic, Reshape,
 * Transpose, Expand and DequantizeLinear. Returns whether it was one of these; what computes shapes is not.
 */
bool fold_constants(const FileNode& node, KnownValues& known);

}  // namespace narrows::onnx_format
