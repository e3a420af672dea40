#pragma once

#include "known_values.hpp"

namespace narrows::onnx_format {

/**
 * Reads a node that computes nothing on the map: constants, arithmetic on shapes, changes of form such as Reshape.
 * False if the node is none of these. `batch` is the file's fixed batch size, or 0.
 */
bool read_shape_operation(const FileNode& node, KnownValues& known, std::int64_t batch);

}  // namespace narrows::onnx_format
