#pragma once

#include <cstdint>
#include <vector>

#include "narrows/network_step.hpp"

namespace narrows::detail {

/** A step in 16 bytes, so that many fit into a cache; equal exactly where the steps are. */
struct PackedStep {
  std::uint64_t channels = 0;  ///< And the kind; 0 with `shape` 0: no step.
  std::uint64_t shape = 0;     ///< Groups, map, kernel and stride.

  /** Of a step for which `fits` holds. */
  [[nodiscard]] static PackedStep of(const NetworkStep& step) {
    const auto word = [](int value, int shift) { return static_cast<std::uint64_t>(value) << shift; };
    return {word(step.in_channels, 0) | word(step.out_channels, 24) | word(static_cast<int>(step.kind), 48),
            word(step.height, 0) | word(step.width, 14) | word(step.groups, 28) | word(step.kernel.height, 48) |
                word(step.kernel.width, 52) | word(step.stride.height, 56) | word(step.stride.width, 60)};
  }
  [[nodiscard]] static bool fits(const NetworkStep& step) {
    const auto high_bits = [](int value, int bits) { return static_cast<std::uint32_t>(value) >> bits; };
    return (high_bits(step.in_channels | step.out_channels, 24) | high_bits(step.groups, 20) |
            high_bits(step.height | step.width, 14) |
            high_bits(step.kernel.height | step.kernel.width | step.stride.height | step.stride.width, 4)) == 0;
  }
  [[nodiscard]] std::uint64_t hash() const {
    std::uint64_t value = channels * 0x9E3779B97F4A7C15U;
    value = (value ^ value >> 32 ^ shape) * 0xBF58476D1CE4E5B9U;
    value = (value ^ value >> 29) * 0x94D049BB133111EBU;
    return value ^ value >> 32;
  }

  friend bool operator==(const PackedStep&, const PackedStep&) = default;
};

/** Remembers what steps cost: networks of one space share most of theirs. One for each thread. */
class StepPrices {
 public:
  explicit StepPrices(const StepCost& cost) : cost_(&cost), slots_(first_size) {}

  /** Asks memory for what the next call with this step needs. */
  void fetch(const NetworkStep& step) const {
    __builtin_prefetch(&slots_[PackedStep::of(step).hash() & (slots_.size() - 1)]);
  }
  [[nodiscard]] double operator()(const NetworkStep& step) {
    const PackedStep packed = PackedStep::of(step);
    const Slot& slot = slots_[packed.hash() & (slots_.size() - 1)];
    if (!(slot.step == packed) || !PackedStep::fits(step)) return look_up(step);
    return slot.price;
  }

 private:
  struct Slot {
    PackedStep step;
    double price = 0;
  };

  static constexpr std::size_t first_size = 1 << 12;
  static constexpr std::size_t most_slots = 1 << 18;
  static constexpr std::size_t probes = 8;

  double look_up(const NetworkStep& step);
  void grow();

  const StepCost* cost_;
  std::vector<Slot> slots_;
};

}  // namespace narrows::detail
