#pragma once

#include <string>

#include "narrows/model.hpp"

namespace narrows {

/** How a model becomes a file. */
struct OnnxOptions {
  bool fold_batch_norm = true;  ///< Batch norms go into the convolutions in front of them, as deployed.
  int opset = 13;               ///< 13 to 17. Older runtimes read older sets only.
};

/**
 * Writes models as ONNX files that any runtime can use from the file alone.
 *
 * The input `images` is float32 [N, channels, height, width], the output `logits` [N, classes]; N is free. Nodes,
 * values and weights have the names of the network's nodes. The metadata say what belongs to the network:
 * `narrows.preprocessing` (JSON), `narrows.classes` (JSON list), `narrows.architecture` (JSON), `narrows.version`; what
 * the model does not know is left out. The same model gives the same bytes.
 */
class OnnxExporter {
 public:
  /** Throws std::invalid_argument for an opset outside 13 to 17. */
  explicit OnnxExporter(OnnxOptions options = {});

  /** Throws Error, leaving what was there, if the file cannot be written or would have more than 2 GiB. */
  void write(const Model& model, const std::string& path) const;
  /** The contents of the file; throws Error if it would have more than 2 GiB. */
  [[nodiscard]] std::string to_bytes(const Model& model) const;

 private:
  OnnxOptions options_;
};

}  // namespace narrows
