#pragma once

#include <protozero/pbf_builder.hpp>
#include <string>
#include <vector>

#include "format.hpp"
#include "graph_builder.hpp"
#include "narrows/model.hpp"

namespace narrows::onnx_format {

/** Writes one model as the graph of a file; the graph is complete once the writer is gone. */
class GraphWriter {
 public:
  GraphWriter(protozero::pbf_builder<ModelField>& file, const Model& model, int opset);

  void write();

 private:
  /** Names of a value in its two forms, [N, C, H, W] and flattened [N, features]; empty where not written yet. */
  struct Forms {
    std::string map;
    std::string rows;
  };

  void write_node(int number, const Node& node);
  void write_op(const Conv2d& op, const Node& node, const std::string& result);
  void write_op(const BatchNorm& op, const Node& node, const std::string& result);
  void write_op(const Relu& op, const Node& node, const std::string& result);
  void write_op(const MaxPool& op, const Node& node, const std::string& result);
  void write_op(const AveragePool& op, const Node& node, const std::string& result);
  void write_op(const GlobalAveragePool& op, const Node& node, const std::string& result);
  void write_op(const Add& op, const Node& node, const std::string& result);
  void write_op(const Concat& op, const Node& node, const std::string& result);
  void write_op(const Linear& op, const Node& node, const std::string& result);
  void write_op(const Softmax& op, const Node& node, const std::string& result);
  void write_op(const Clip& op, const Node& node, const std::string& result);
  void write_op(const LeakyRelu& op, const Node& node, const std::string& result);
  void write_op(const Elu& op, const Node& node, const std::string& result);
  void write_op(const Sigmoid& op, const Node& node, const std::string& result);
  void write_op(const HardSigmoid& op, const Node& node, const std::string& result);
  void write_op(const HardSwish& op, const Node& node, const std::string& result);
  void write_op(const Silu& op, const Node& node, const std::string& result);
  void write_op(const GlobalMaxPool& op, const Node& node, const std::string& result);
  void write_op(const Multiply& op, const Node& node, const std::string& result);
  void write_op(const Slice& op, const Node& node, const std::string& result);
  void write_op(const ChannelShuffle& op, const Node& node, const std::string& result);

  /** Adds x * gate(x): two nodes. */
  void write_product(const char* gate, const NodeAttributes& attributes, const Node& node, const std::string& result);
  /** Whether the node's result is [N, features]. */
  [[nodiscard]] bool gives_rows(const Node& node) const;
  const std::string& as_map(int value);
  const std::string& as_rows(int value);
  /** The form the value has already. */
  [[nodiscard]] const std::string& as_it_is(int value) const;
  /** All inputs in the same form. */
  std::vector<std::string> alike(const Node& node);

  void write_initialisers();
  void write_output();
  void describe(const std::string& name, Shape shape, bool rows);

  GraphBuilder graph_;
  const Model& model_;
  const Network& network_;
  int opset_;
  std::vector<Forms> values_;
};

}  // namespace narrows::onnx_format
