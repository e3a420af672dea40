#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "narrows/detail/op_effect.hpp"
#include "narrows/op.hpp"

namespace narrows {

/**
 * Counts the float32 values of the deployed file while a network is built. A batch norm is folded into a convolution
 * that nothing else reads: it leaves one bias per channel; elsewhere it leaves scale and shift.
 *
 * Values are numbered as they are added; 0 is the network's input.
 */
class DeployedWeights {
 public:
  DeployedWeights() { reset(); }

  /** Forgets everything, and keeps its memory. */
  void reset() {
    values_ = 0;
    marks_.assign(1, 0);
  }

  [[nodiscard]] std::int64_t values() const { return values_; }
  void add(std::int64_t values) { values_ += values; }
  /** Number of the value added last. */
  [[nodiscard]] int last() const { return static_cast<int>(marks_.size()) - 1; }
  /** How a value has been added and read: what decides about the weights of what reads it next. */
  [[nodiscard]] unsigned mark(int value) const { return marks_[static_cast<std::size_t>(value)]; }

  /** Something reads a value of so many channels as it is. */
  void read(int value, int channels) {
    std::uint8_t& state = marks_[static_cast<std::size_t>(value)];
    if ((state & folded) != 0) {  // a batch norm had been folded into it, but the plain values are needed too
      values_ += (state & biased) != 0 ? 2 * channels : channels;
      state = static_cast<std::uint8_t>(state & ~folded);
    }
    state |= known;
  }

  /** Adds the output of an operation that reads one value. */
  template <class AnyOp>
  void append(const AnyOp& op, int value, int channels, const OpEffect& effect) {
    std::uint8_t state = 0;
    if constexpr (std::is_same_v<AnyOp, BatchNorm>) {
      normalise(value, channels);
    } else {
      read(value, channels);
      values_ += effect.parameters;
      if constexpr (std::is_same_v<AnyOp, Conv2d>) state = op.bias ? conv | biased : conv;
    }
    marks_.push_back(state);
  }
  /** Adds the output of an operation without weights, whose inputs have been read. */
  void append() { marks_.push_back(0); }

 private:
  enum Mark : std::uint8_t { conv = 1, biased = 2, known = 4, folded = 8 };

  void normalise(int value, int channels) {
    std::uint8_t& state = marks_[static_cast<std::size_t>(value)];
    if ((state & (conv | known)) == conv) {
      values_ += (state & biased) != 0 ? 0 : channels;
      state |= folded | known;
    } else {
      read(value, channels);
      values_ += 2 * channels;
    }
  }

  std::int64_t values_ = 0;
  std::vector<std::uint8_t> marks_;  ///< One per value.
};

}  // namespace narrows
