#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format.hpp"
#include "narrows/op.hpp"

namespace narrows::onnx_format {

using Ints = std::vector<std::int64_t>;

/** Height and width, and the four sides of a padding in the order of a file. */
[[nodiscard]] Ints list_of(Sides sides);
[[nodiscard]] Ints list_of(Padding padding);

/** The attributes of one node, each as an AttributeProto. */
class NodeAttributes {
 public:
  NodeAttributes& number(const char* name, std::int64_t value);
  NodeAttributes& real(const char* name, double value);
  NodeAttributes& list(const char* name, const Ints& values);
  /** A TensorProto. */
  NodeAttributes& tensor(const char* name, const std::string& message);
  /** kernel_shape, strides and pads. */
  NodeAttributes& window(Sides kernel, Sides stride, Padding padding);
  /** Where it is not what a file means without it. */
  NodeAttributes& flag(const char* name, bool value) { return value ? number(name, 1) : *this; }

  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }

 private:
  template <class Value>
  NodeAttributes& add(const char* name, AttributeType type, const Value& add_value);

  std::vector<std::string> messages_;
};

}  // namespace narrows::onnx_format
