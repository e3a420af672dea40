#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <vector>

#include "narrows/model.hpp"

/** The bridge to LibTorch: the one public header that needs it. */
namespace narrows {

/**
 * A network as a LibTorch module. Parameters and buffers have the names of `weight_specs`, so that
 * `module->named_parameters()["stage1/conv1.weight"]` is the array of that name.
 */
class NetworkModuleImpl : public torch::nn::Module {
 public:
  /** A module with the model's weights, on the CPU, in training mode. */
  explicit NetworkModuleImpl(const Model& model);

  /**
   * Logits [images, classes] of normalised float32 images [images, channels, height, width].
   *
   * Batch norm uses the batch's statistics, and updates the running ones, in training mode only.
   */
  at::Tensor forward(at::Tensor images);

  [[nodiscard]] const Network& network() const { return network_; }
  /** Copies of the current parameters and buffers. */
  [[nodiscard]] Weights weights() const;
  /** Replaces the values of all parameters and buffers. */
  void set_weights(const Weights& weights);
  [[nodiscard]] at::ScalarType activation_type() const { return type_; }
  /** Element type of activations, at::kFloat or at::kBFloat16; parameters and logits stay float32. */
  void set_activation_type(at::ScalarType type) { type_ = type; }
  /** Called between operations, forward and (on the CPU) backward; what it throws ends the pass. Empty: nothing. */
  void set_between_operations(std::function<void()> function) { between_operations_ = std::move(function); }

 private:
  /** The arrays of one node; undefined where it has none. */
  struct Arrays {
    at::Tensor weight, bias, running_mean, running_var;
    at::Tensor& by_name(std::string_view name);
  };
  struct Forward;

  void watch(const at::Tensor& value);

  Network network_;
  std::vector<Arrays> arrays_;  ///< By node.
  std::vector<int> uses_;       ///< By value.
  std::vector<int> last_use_;   ///< By value: the node that reads it last.
  at::ScalarType type_ = at::kFloat;
  std::function<void()> between_operations_;
};

TORCH_MODULE(NetworkModule);

}  // namespace narrows
