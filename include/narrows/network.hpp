#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "narrows/op.hpp"
#include "narrows/shape.hpp"

namespace narrows {

/**
 * One operation of a network with the values it reads.
 *
 * Values are numbered: 0 is the network's input, node i (counted from 0) gives value i + 1.
 */
struct Node {
  Op op;
  std::string name;         ///< Unique in the network, such as "stage1/block2/conv3".
  std::vector<int> inputs;  ///< Numbers of the values it reads, in order.
  Shape shape;              ///< Of its output.
};

/**
 * The graph an architecture stands for: operations with shapes, in an order in which they can run, without weights.
 *
 * Made by a NetworkBuilder, which has checked every shape; immutable.
 */
class Network {
 public:
  /** For NetworkBuilder and readers; throws std::invalid_argument where nodes, inputs or shapes do not fit. */
  Network(Shape input_shape, std::vector<Node> nodes, int output);

  [[nodiscard]] Shape input_shape() const { return input_shape_; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  /** Number of the value that is the network's result (its logits). */
  [[nodiscard]] int output() const { return output_; }
  [[nodiscard]] Shape output_shape() const { return shape(output_); }
  /** Shape of a value: 0 is the input. */
  [[nodiscard]] Shape shape(int value) const { return value == 0 ? input_shape_ : nodes_[value - 1].shape; }
  /** Number of nodes that read each value, the network's output counted as one reader. */
  [[nodiscard]] std::vector<int> uses() const;
  /** One line per node: name, operation, shape. */
  [[nodiscard]] std::string to_string() const;

 private:
  Shape input_shape_;
  std::vector<Node> nodes_;
  int output_;
};

}  // namespace narrows
