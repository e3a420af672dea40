#pragma once

#include <cstdint>
#include <string_view>

namespace narrows {

/** A field of Cost: what a limit can be set on without measuring anything. */
enum class CostField : std::uint8_t { parameters, macs, weight_bytes, peak_activation_bytes };

/** Every field of Cost, in its order. */
inline constexpr CostField cost_fields[] = {CostField::parameters, CostField::macs, CostField::weight_bytes,
                                            CostField::peak_activation_bytes};

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

  /** Calls visit(name, member) for every field, in the order of `cost_fields`: its name in JSON, the store, Python. */
  template <class Visit>
  static constexpr void for_each_field(const Visit& visit) {
    visit("parameters", &Cost::parameters);
    visit("macs", &Cost::macs);
    visit("weight_bytes", &Cost::weight_bytes);
    visit("peak_activation_bytes", &Cost::peak_activation_bytes);
  }

  [[nodiscard]] constexpr std::int64_t operator[](CostField field) const {
    std::int64_t found = 0;
    int index = 0;
    for_each_field([&](const char*, auto member) {
      if (index++ == static_cast<int>(field)) found = this->*member;
    });
    return found;
  }

  friend bool operator==(const Cost&, const Cost&) = default;
};

/** The name a field has in Cost, in JSON and in Python. */
[[nodiscard]] std::string_view name(CostField field);

}  // namespace narrows
