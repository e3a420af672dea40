#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "narrows/model.hpp"

namespace narrows {

struct OnnxReaderOptions {
  std::string output{};  ///< Name of the output wanted, where a file has several.
};

/**
 * Reads ONNX files made of the operations that narrows has, whoever wrote them: narrows itself, torch.onnx (either
 * exporter), other tools.
 *
 * Understood are Conv, BatchNormalization, Relu, Clip, LeakyRelu, Elu, Sigmoid, HardSigmoid, HardSwish, MaxPool,
 * AveragePool, the global pools (also as ReduceMean and ReduceMax over the map), Add, Sub and Mul (of maps, or with one
 * value per channel), Div by a constant, Pad with zeros, Concat, Slice and Split of channels, their shuffle, Gemm,
 * MatMul, Flatten, Reshape (also of a computed shape), Squeeze, Unsqueeze, Transpose between channels first and last,
 * Identity, Dropout and Softmax; weights in the file or as external data inside its folder, also computed from others
 * and converted from other types. The file has one input, [N, channels, height, width] or, as Keras writes it, [N,
 * height, width, channels]; the model takes the first in both cases. Nodes may stand in any order. What the output does
 * not depend on is left out.
 *
 * A file may come from anywhere: damage and malice end in an Error that names file, node and operation, and memory
 * stays within a small multiple of the file's size.
 */
class OnnxReader {
 public:
  explicit OnnxReader(OnnxReaderOptions options = {}) : options_(std::move(options)) {}

  /** Throws Error for a file that cannot be read, is damaged, has an operation that is not understood,
   * weights that are not finite, or several outputs of which none is chosen. */
  [[nodiscard]] Model read(const std::string& path) const;
  /** The same for the contents of a file; external data are refused. */
  [[nodiscard]] Model from_bytes(std::string_view bytes) const;

 private:
  OnnxReaderOptions options_;
};

}  // namespace narrows
