#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace narrows::onnx_format {

// A file's parts as they stand there, without a meaning yet. Texts and values are views of the file's bytes.

struct Tensor {
  std::string_view name;
  std::string_view message;  ///< The whole TensorProto; its values are decoded when they are needed.
  std::vector<std::int64_t> dims;
  std::int64_t type = 0;
  bool external = false;
  std::vector<std::pair<std::string_view, std::string_view>> external_entries;
};

struct Attribute {
  std::string_view name;
  std::int64_t i = 0;
  float f = 0;
  std::string_view s;
  std::vector<std::int64_t> ints;
  std::vector<float> floats;
  std::optional<Tensor> tensor;
};

struct FileNode {
  std::string_view name;
  std::string_view op_type;
  std::string_view domain;
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> outputs;
  std::vector<Attribute> attributes;

  /** The attribute of that name, or none. */
  [[nodiscard]] const Attribute* find(std::string_view attribute) const;
};

/** A graph's input: its sides are 0 where they are free. */
struct FileInput {
  std::string_view name;
  std::int64_t type = 0;
  std::vector<std::int64_t> sides;
};

struct FileModel {
  std::int64_t opset = 0;
  std::vector<FileNode> nodes;
  std::vector<Tensor> initialisers;
  std::vector<FileInput> inputs;
  std::vector<std::string_view> outputs;
  std::vector<std::pair<std::string_view, std::string_view>> metadata;
};

/** Throws protozero::exception or Error for bytes that are not an ONNX model. */
[[nodiscard]] FileModel parse(std::string_view bytes);

}  // namespace narrows::onnx_format
