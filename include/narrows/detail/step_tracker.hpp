#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "narrows/detail/op_effect.hpp"
#include "narrows/network_step.hpp"
#include "narrows/op.hpp"
#include "narrows/value.hpp"

namespace narrows::detail {

/**
 * Follows which operations become steps of their own while a network is built: batch norms run inside convolutions,
 * activations inside what stands before them, sums inside a convolution that makes one of their inputs, and joined maps
 * are written where they are read. Where an earlier decision depends on a later reader, the network is taken for one
 * without it.
 *
 * Values are numbered as they are added; 0 is the network's input. `found(step)` is called for each step.
 */
class StepTracker {
 public:
  StepTracker() { reset(); }

  /** Forgets everything, and keeps its memory. */
  void reset() { marks_.assign(1, read_mark); }
  /** Number of the value added last. */
  [[nodiscard]] int last() const { return static_cast<int>(marks_.size()) - 1; }
  /** How a value has been made and read: what decides about the steps of what reads it next. */
  [[nodiscard]] unsigned mark(int value) const { return marks_[static_cast<std::size_t>(value)]; }

  /** Adds an operation that reads one value; returns whether the step that made this value takes it over. */
  template <class Found>
  bool append(const Conv2d& op, int value, Shape in, Shape out, Found&& found) {
    read(value);
    const bool depthwise = op.groups != 1 && op.groups == in.channels;
    const StepKind kind = depthwise               ? StepKind::depthwise
                          : op.groups != 1        ? StepKind::grouped
                          : op.kernel == Sides(1) ? StepKind::pointwise
                                                  : StepKind::dense;
    found(step(kind, in.channels, out, op.kernel, op.stride, op.groups));
    const bool takes_sum = depthwise ? op.kernel.area() > 1 && op.kernel.height <= 7 : op.groups == 1;
    marks_.push_back(static_cast<std::uint8_t>(conv | takes_activation | (takes_sum ? takes_summand : 0)));
    return false;
  }
  template <class Found>
  bool append(const Linear&, int value, Shape in, Shape out, Found&& found) {
    read(value);
    found(step(StepKind::linear, static_cast<int>(in.elements()), out));
    marks_.push_back(takes_activation);
    return false;
  }
  template <class Found>
  bool append(const BatchNorm&, int value, Shape in, Shape out, Found&& found) {
    return take_over(value, conv, ~read_mark, step(StepKind::scale, in.channels, out), found);
  }
  template <class Found>
  bool append(const one_of<Relu, Clip> auto&, int value, Shape in, Shape out, Found&& found) {
    return take_over(value, takes_activation, takes_activation, step(StepKind::copy, in.channels, out), found);
  }
  template <class Found>
  bool append(const one_of<LeakyRelu, Sigmoid, HardSigmoid, HardSwish, Silu> auto&, int value, Shape in, Shape out,
              Found&& found) {
    return alone(value, step(StepKind::activation, in.channels, out), found);
  }
  template <class Found>
  bool append(const ChannelShuffle&, int value, Shape in, Shape out, Found&& found) {
    return alone(value, step(StepKind::copy, in.channels, out), found);
  }
  /** A part of a map is read where it lies. */
  template <class Found>
  bool append(const Slice&, int value, Shape, Shape, Found&&) {
    read(value);
    marks_.push_back(joined);
    return false;
  }
  template <class Found>
  bool append(const MaxPool& op, int value, Shape in, Shape out, Found&& found) {
    return alone(value, step(StepKind::max_pool, in.channels, out, op.kernel, op.stride), found);
  }
  template <class Found>
  bool append(const AveragePool& op, int value, Shape in, Shape out, Found&& found) {
    return alone(value, step(StepKind::mean_pool, in.channels, out, op.kernel, op.stride), found);
  }
  template <class Found>
  bool append(const GlobalAveragePool&, int value, Shape in, Shape, Found&& found) {
    return alone(value, step(StepKind::whole_mean, in.channels, in), found);
  }
  template <class Found>
  bool append(const GlobalMaxPool&, int value, Shape in, Shape, Found&& found) {
    return alone(value, step(StepKind::whole_max, in.channels, in), found);
  }
  template <class Found>
  bool append(const Softmax&, int value, Shape in, Shape out, Found&& found) {
    alone(value, step(StepKind::softmax, in.channels, out), found);
    marks_.back() = 0;
    return false;
  }

  /** Returns the value whose step takes the sum over, or -1. */
  template <class Found>
  int append(const Add&, const Value& a, const Value& b, Found&& found) {
    const bool into_b = free_for_sum(b.id) && (!free_for_sum(a.id) || b.id >= a.id);
    const bool fused = into_b || free_for_sum(a.id);
    read(a.id);
    read(b.id);
    found(step(fused ? StepKind::fused_sum : StepKind::sum, a.shape.channels, a.shape));
    marks_.push_back(takes_activation);
    return !fused ? -1 : into_b ? b.id : a.id;
  }
  template <class Found>
  void append(const Multiply&, const Value& a, const Value& b, Found&& found) {
    read(b.id);
    alone(a.id, step(StepKind::product, a.shape.channels, a.shape), found);
  }
  template <class Found>
  void append(const Concat&, std::span<const Value> parts, Found&& found) {
    for (const Value& part : parts) {
      std::uint8_t& state = marks_[static_cast<std::size_t>(part.id)];
      if ((state & joined) != 0) found(step(StepKind::copy, part.shape.channels, part.shape));
      state |= joined | read_mark;
    }
    marks_.push_back(0);
  }

 private:
  enum Mark : std::uint8_t { conv = 1, takes_activation = 2, takes_summand = 4, read_mark = 8, joined = 16 };

  [[nodiscard]] static NetworkStep step(StepKind kind, int in_channels, Shape out, Sides kernel = 1, Sides stride = 1,
                                        int groups = 1) {
    return {kind, in_channels, out.channels, groups, kernel, stride, out.height, out.width};
  }

  void read(int value) { marks_[static_cast<std::size_t>(value)] |= read_mark; }

  [[nodiscard]] bool free_for_sum(int value) const {
    return (marks_[static_cast<std::size_t>(value)] & (takes_summand | read_mark)) == takes_summand;
  }

  template <class Found>
  bool alone(int value, const NetworkStep& step, Found&& found) {
    read(value);
    found(step);
    marks_.push_back(takes_activation);
    return false;
  }

  /** Inside the step that made the value if that can and nothing has read it; the new value keeps marks in `kept`. */
  template <class Found>
  bool take_over(int value, unsigned needed, unsigned kept, const NetworkStep& step, Found&& found) {
    const unsigned state = marks_[static_cast<std::size_t>(value)];
    if ((state & needed) == 0 || (state & read_mark) != 0) return alone(value, step, found);
    read(value);
    marks_.push_back(static_cast<std::uint8_t>(state & kept & ~unsigned{conv}));
    return true;
  }

  std::vector<std::uint8_t> marks_;  ///< One per value.
};

}  // namespace narrows::detail
