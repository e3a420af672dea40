#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "narrows/op.hpp"
#include "narrows/value.hpp"

namespace narrows {

/** What adds no weights to the deployed file. */
template <class T>
concept WithoutWeights = Activation<T> || BinaryOp<T> ||
    one_of<T, MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, Softmax, Slice, ChannelShuffle, Concat>;

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

  /** Adds the output of an operation with so many trainable scalars. */
  void append(const Conv2d& op, std::span<const Value> inputs, std::int64_t parameters) {
    read(inputs[0]);
    values_ += parameters;
    marks_.push_back(op.bias ? conv | biased : conv);
  }
  void append(const Linear&, std::span<const Value> inputs, std::int64_t parameters) {
    read(inputs[0]);
    values_ += parameters;
    marks_.push_back(0);
  }
  void append(const BatchNorm&, std::span<const Value> inputs, std::int64_t /*parameters*/) {
    normalise(inputs[0]);
    marks_.push_back(0);
  }
  template <WithoutWeights AnyOp>
  void append(const AnyOp&, std::span<const Value> inputs, std::int64_t /*parameters*/) {
    for (const Value& input : inputs) read(input);
    marks_.push_back(0);
  }

 private:
  enum Mark : std::uint8_t { conv = 1, biased = 2, known = 4, folded = 8 };

  /** Something reads a value as it is. */
  void read(const Value& x) {
    std::uint8_t& state = marks_[static_cast<std::size_t>(x.id)];
    if ((state & folded) != 0) {  // a batch norm had been folded into it, but the plain values are needed too
      values_ += (state & biased) != 0 ? 2 * x.shape.channels : x.shape.channels;
      state = static_cast<std::uint8_t>(state & ~folded);
    }
    state |= known;
  }

  void normalise(const Value& x) {
    std::uint8_t& state = marks_[static_cast<std::size_t>(x.id)];
    if ((state & (conv | known)) == conv) {
      values_ += (state & biased) != 0 ? 0 : x.shape.channels;
      state |= folded | known;
    } else {
      read(x);
      values_ += std::int64_t{2} * x.shape.channels;
    }
  }

  std::int64_t values_ = 0;
  std::vector<std::uint8_t> marks_;  ///< One per value.
};

}  // namespace narrows
