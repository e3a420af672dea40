#pragma once

#include <cstdint>
#include <string_view>

#include "narrows/network.hpp"

namespace narrows {

/** Static cost of one network for a single image. A network with an empty layer is invalid and costs zeros. */
struct Cost {
  std::int64_t parameters = 0;    ///< Trainable scalars.
  std::int64_t macs = 0;          ///< Multiply-accumulates of convolutions and linear layers.
  std::int64_t weight_bytes = 0;  ///< float32 values of the deployed file, batch norm folded, x 4.
  /**
   * Largest sum of live float32 activations, operations run in the order added; the input counts, ReLU and batch norm
   * overwrite their input where nothing else reads it later.
   */
  std::int64_t peak_activation_bytes = 0;

  friend bool operator==(const Cost&, const Cost&) = default;
};

/** A field of Cost: what a limit can be set on without measuring anything. */
enum class CostField : std::uint8_t { parameters, macs, weight_bytes, peak_activation_bytes };

/** The name a field has in Cost, in JSON and in Python. */
[[nodiscard]] std::string_view name(CostField field);

/** Counts a network. */
[[nodiscard]] Cost count(const Network& network);

}  // namespace narrows
