#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "items.hpp"
#include "narrows/model.hpp"

namespace narrows::onnx_format {

inline constexpr long long largest_map = 1LL << 28;  ///< Values of one image's feature map.

/** Translates a file's graph to a network with weights, node by node. Throws Error for what it does not understand. */
class GraphReader {
 public:
  GraphReader(const FileModel& file, TensorValues& values);

  [[nodiscard]] Model read();

 private:
  /** Marks what the output depends on, and counts who reads what. */
  void mark_needed();
  [[nodiscard]] Shape read_input();
  void read_node(const FileNode& node);
  [[nodiscard]] Model finish();

  void read_conv(const FileNode& node);
  void read_batch_norm(const FileNode& node);
  void read_relu(const FileNode& node);
  void read_clip(const FileNode& node);
  void read_max_pool(const FileNode& node);
  void read_average_pool(const FileNode& node);
  void read_global_average_pool(const FileNode& node);
  void read_reduce_mean(const FileNode& node);
  void read_add(const FileNode& node);
  void read_concat(const FileNode& node);
  void read_gemm(const FileNode& node);
  void read_matmul(const FileNode& node);
  void read_softmax(const FileNode& node);

  void add_linear(const FileNode& node, bool transposed, bool bias);
  void add_bias(const FileNode& node, std::size_t feature_input, std::size_t bias_input);
  /** Adds an operation whose layer has the node's name. */
  void emit(const FileNode& node, const Op& op, const std::vector<Value>& inputs, bool rows);
  /** A weight of the layer added last. */
  void add_array(const FileNode& node, const char* suffix, std::size_t input, std::vector<std::int64_t> shape);
  [[nodiscard]] std::string unique_name(const FileNode& node, const Op& op);

  const FileModel& file_;
  Items items_;
  std::set<std::string_view> needed_;
  std::unordered_map<std::string_view, int> readers_;
  std::optional<NetworkBuilder> builder_;
  std::int64_t batch_ = 0;  ///< The file's fixed batch size, or 0.
  std::vector<std::string> names_;
  std::map<std::string, int> taken_;  ///< Names of layers, and how often each was wanted.
  std::map<std::size_t, std::string_view>
      biasable_;                        ///< Layers without a bias, which an Add may bring, and their results.
  std::set<std::size_t> biased_later_;  ///< Layers whose bias was an Add of its own.
  std::vector<Weights::Array> arrays_;
};

}  // namespace narrows::onnx_format
