#pragma once

#include <cstdint>
#include <protozero/pbf_builder.hpp>
#include <set>
#include <string>
#include <vector>

#include "format.hpp"
#include "narrows/shape.hpp"
#include "node_attributes.hpp"

namespace narrows::onnx_format {

/** The parts of a file's graph, one after another; the graph is complete once the builder is gone. */
class GraphBuilder {
 public:
  explicit GraphBuilder(protozero::pbf_builder<ModelField>& file);

  /** A name nothing else has: this one, or it with more behind. */
  [[nodiscard]] std::string claim(std::string name);

  void add_node(const std::string& name, const char* type, const std::vector<std::string>& inputs,
                const std::string& result, const NodeAttributes& attributes = {});
  /** Both give the name of the constant. */
  std::string add_constant(const std::string& name, float value);
  std::string add_constant(const std::string& name, const Ints& values);
  void add_initialiser(const std::string& name, const Ints& shape, const std::vector<float>& values);
  /** Says what a value looks like: [N, C, H, W], or flattened [N, features]. */
  void add_value_info(GraphField field, const std::string& name, Shape shape, bool rows);

 private:
  protozero::pbf_builder<GraphField> graph_;
  std::set<std::string> taken_;
};

}  // namespace narrows::onnx_format
