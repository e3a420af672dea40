#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "narrows/network.hpp"
#include "narrows/preprocessing.hpp"
#include "narrows/weights.hpp"

namespace narrows {

/** What a model's file says beside the network: enough to classify an image from the file alone. */
struct ModelInfo {
  std::optional<Preprocessing> preprocessing;
  std::vector<std::string> classes;  ///< Names, in the order of the logits; may be empty.
  std::string architecture;          ///< JSON of the architecture, or empty.
};

/** A network with its weights. Immutable; a copy shares the weights. */
class Model {
 public:
  /**
   * Throws std::invalid_argument if an array that `weight_specs` asks for is missing, has another shape, or holds
   * values that are not finite.
   */
  Model(Network network, Weights weights, ModelInfo info = {});

  /**
   * He initialisation: convolutions and linear layers normal with variance 2 / fan in, biases 0, batch norm the
   * identity (scale 1, shift 0, mean 0, variance 1). The same values on every platform.
   */
  [[nodiscard]] static Model initialised(const Network& network, std::uint64_t seed = 0);

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const Weights& weights() const { return weights_; }
  [[nodiscard]] const ModelInfo& info() const { return info_; }
  [[nodiscard]] Model with_info(ModelInfo info) const;

  /**
   * The deployed form: a batch norm right behind a convolution that nothing else reads goes into its weights and bias;
   * any other becomes a 1 x 1 depthwise convolution with bias. Same outputs up to rounding; its values x 4 are
   * `Cost::weight_bytes`.
   */
  [[nodiscard]] Model folded() const;

 private:
  Network network_;
  Weights weights_;
  ModelInfo info_;
};

}  // namespace narrows
