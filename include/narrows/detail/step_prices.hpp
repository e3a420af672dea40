#pragma once

#include <cstdint>
#include <vector>

#include "narrows/network_step.hpp"

namespace narrows::detail {

/** Remembers what steps cost: networks of one space share most of theirs. One for each thread. */
class StepPrices {
 public:
  explicit StepPrices(const StepCost& cost) : cost_(&cost), slots_(first_size) {}

  [[nodiscard]] double operator()(const NetworkStep& step) {
    Slot& slot = slots_[hash(step) & (slots_.size() - 1)];
    if (!(slot.step == step)) return look_up(step);
    return slot.price;
  }

 private:
  struct Slot {
    NetworkStep step{.height = 0};  ///< No step has that height.
    double price = 0;
  };

  static constexpr std::size_t first_size = 1 << 12;
  static constexpr std::size_t most_slots = 1 << 18;
  static constexpr std::size_t probes = 8;

  [[nodiscard]] static std::uint64_t hash(const NetworkStep& step) {
    const auto word = [](int high, int low) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(high)) << 32 | static_cast<std::uint32_t>(low);
    };
    std::uint64_t value = word(step.in_channels, step.out_channels) * 0x9E3779B97F4A7C15U;
    value ^= word(step.height * 131 + step.width, step.groups) + (value >> 29);
    value *= 0xBF58476D1CE4E5B9U;
    value ^= word(step.kernel.height * 256 + step.kernel.width,
                  (step.stride.height * 16 + step.stride.width) * 64 + static_cast<int>(step.kind)) +
             (value >> 32);
    value *= 0x94D049BB133111EBU;
    return value ^ value >> 31;
  }

  double look_up(const NetworkStep& step);
  void grow();

  const StepCost* cost_;
  std::vector<Slot> slots_;
};

}  // namespace narrows::detail
