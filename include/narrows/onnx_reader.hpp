#pragma once

#include <string>
#include <string_view>

#include "narrows/model.hpp"

namespace narrows {

/**
 * Reads ONNX files made of the operations that narrows has, whoever wrote them: narrows itself, torch.onnx (either
 * exporter), other tools.
 *
 * Understood are Conv, BatchNormalization, Relu, Clip from 0, MaxPool, AveragePool, GlobalAveragePool, ReduceMean over
 * the map, Add, Concat, Gemm, MatMul, Flatten, Reshape (also of a computed shape), Squeeze, Unsqueeze, Identity,
 * Dropout and Softmax; float32 weights, in the file or as external data inside its folder. Windows are square, strides
 * and padding equal on all sides, dilation 1. The file has one input [N, channels, height, width] and one output. What
 * the output does not depend on is left out.
 *
 * A file may come from anywhere: damage and malice end in an Error that names file, node and operation, and memory
 * stays within a small multiple of the file's size.
 */
class OnnxReader {
 public:
  /** Throws Error for a file that cannot be read, is damaged, or has an operation that is not understood. */
  [[nodiscard]] Model read(const std::string& path) const;
  /** The same for the contents of a file; external data are refused. */
  [[nodiscard]] Model from_bytes(std::string_view bytes) const;
};

}  // namespace narrows
