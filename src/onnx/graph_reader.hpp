#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "known_values.hpp"
#include "narrows/model.hpp"
#include "needed_nodes.hpp"

namespace narrows::onnx_format {

inline constexpr long long largest_map = 1LL << 28;  ///< Values of one image's feature map.

/** Translates a file's graph to a network with weights, node by node. Throws Error for what it does not understand. */
class GraphReader {
 public:
  /** `output` is the one wanted of several; empty if there is one. */
  GraphReader(const FileModel& file, TensorValues& values, std::string_view output);

  [[nodiscard]] Model read();

 private:
  /** y = scale * x + shift for each channel. */
  struct Affine {
    std::vector<double> scale;
    std::vector<double> shift;
  };

  [[nodiscard]] Shape read_input();
  void read_node(const FileNode& node);
  [[nodiscard]] Model finish();

  void read_conv(const FileNode& node);
  void read_batch_norm(const FileNode& node);
  void read_max_pool(const FileNode& node);
  void read_average_pool(const FileNode& node);
  void read_global_pool(const FileNode& node);
  void read_reduction(const FileNode& node);
  void read_gemm(const FileNode& node);
  void read_matmul(const FileNode& node);

  void read_relu(const FileNode& node);
  void read_clip(const FileNode& node);
  void read_leaky_relu(const FileNode& node);
  void read_elu(const FileNode& node);
  void read_sigmoid(const FileNode& node);
  void read_hard_sigmoid(const FileNode& node);
  void read_hard_swish(const FileNode& node);
  void read_softmax(const FileNode& node);

  void read_arithmetic(const FileNode& node);
  void read_pad(const FileNode& node);
  void read_concat(const FileNode& node);
  void read_slice(const FileNode& node);
  void read_split(const FileNode& node);

  void add_linear(const FileNode& node, bool transposed, bool bias, float alpha, float beta);
  void add_activation(const FileNode& node, const Op& op);
  /** x * gate(x) in one operation, where the file has it in two. */
  [[nodiscard]] bool add_product(const FileNode& gate, const Op& product);
  void add_sum_or_product(const FileNode& node);
  /** The constant at `input` as one value for each channel of a feature. */
  [[nodiscard]] std::vector<double> per_channel(const FileNode& node, std::size_t input, const Feature& given);
  /** Into the layer that the feature comes from, if nothing else reads it; else as a 1 x 1 depthwise convolution. */
  [[nodiscard]] Feature apply(const FileNode& node, std::size_t input, const Affine& affine);
  /** The layer whose results input `input` is, alone and as they are. */
  [[nodiscard]] std::optional<std::size_t> own_layer(const FileNode& node, std::size_t input);
  void scale_layer(std::size_t layer, const Affine& affine);
  /** A layer's array, or null. */
  [[nodiscard]] Weights::Array* array_of(std::size_t layer, const char* suffix);

  /** Shuffles the node's result where it leaves a map whose groups were exchanged. */
  void shuffle(const FileNode& node);
  /** Adds the operations that padding of the node's inputs is waiting for. */
  void settle(const FileNode& node);
  [[nodiscard]] Feature settled(const FileNode& node, Feature feature);

  /** Adds an operation whose layer has the node's name, and whose result is the node's. */
  void emit(const FileNode& node, const Op& op, const std::vector<Value>& inputs, Layout layout,
            std::size_t output = 0);
  /** Adds an operation. */
  [[nodiscard]] Value append(const FileNode& node, const Op& op, const std::vector<Value>& inputs);
  /** Weights of the layer added last. */
  void add_array(const char* suffix, std::vector<std::int64_t> shape, std::vector<float> values);
  [[nodiscard]] std::string unique_name(const FileNode& node, const Op& op);

  const FileModel& file_;
  KnownValues known_;
  NeededNodes needed_;
  std::unique_ptr<NetworkBuilder> builder_;
  std::int64_t batch_ = 0;  ///< The file's fixed batch size, or 0.
  std::vector<std::string> names_;
  std::vector<Op> ops_;                          ///< Of the layers, as they were added.
  std::map<std::string, int> taken_;             ///< Names of layers, and how often each was wanted.
  std::map<std::size_t, std::string_view> own_;  ///< Layers with weights, and the name of their results.
  std::set<std::size_t> biased_later_;           ///< Layers whose bias came from a node of its own.
  std::set<const FileNode*> done_;               ///< Read together with one before them.
  std::vector<Weights::Array> arrays_;
  std::unordered_map<std::string, std::size_t> places_;  ///< Of the arrays, by their names.
};

/** The channels' axis of a layout, and a node's axis counted from the front. */
[[nodiscard]] std::int64_t channel_axis(Layout layout);
[[nodiscard]] std::int64_t from_front(std::int64_t axis, const Feature& feature);

}  // namespace narrows::onnx_format
