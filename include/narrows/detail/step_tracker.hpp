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
  using Inputs = std::span<const Value>;

  StepTracker() { reset(); }

  /** Forgets everything, and keeps its memory. */
  void reset() { marks_.assign(1, read_mark); }
  /** Number of the value added last. */
  [[nodiscard]] int last() const { return static_cast<int>(marks_.size()) - 1; }
  /** How a value has been made and read: what decides about the steps of what reads it next. */
  [[nodiscard]] unsigned mark(int value) const { return marks_[static_cast<std::size_t>(value)]; }

  /** Adds an operation; returns the value whose step takes it over, or -1 where it became steps of its own. */
  template <class Found>
  int append(const Conv2d& op, Inputs in, Shape out, Found&& found) {
    const int channels = in[0].shape.channels;
    const bool depthwise = op.groups != 1 && op.groups == channels;
    const StepKind kind = depthwise               ? StepKind::depthwise
                          : op.groups != 1        ? StepKind::grouped
                          : op.kernel == Sides(1) ? StepKind::pointwise
                                                  : StepKind::dense;
    const bool takes_sum = depthwise ? op.kernel.area() > 1 && op.kernel.height <= 7 : op.groups == 1;
    alone(in[0], step(kind, channels, out, op.kernel, op.stride, op.groups), found);
    marks_.back() |= static_cast<std::uint8_t>(conv | (takes_sum ? takes_summand : 0));
    return -1;
  }
  template <class Found>
  int append(const Linear&, Inputs in, Shape out, Found&& found) {
    return alone(in[0], step(StepKind::linear, static_cast<int>(in[0].shape.elements()), out), found);
  }
  template <class Found>
  int append(const BatchNorm&, Inputs in, Shape out, Found&& found) {
    return take_over(in[0], conv, ~read_mark, step(StepKind::scale, in[0].shape.channels, out), found);
  }
  template <class Found>
  int append(const ClampOp auto&, Inputs in, Shape out, Found&& found) {
    return take_over(in[0], takes_activation, takes_activation, step(StepKind::copy, in[0].shape.channels, out), found);
  }
  template <class Found>
  int append(const CurveOp auto&, Inputs in, Shape out, Found&& found) {
    return alone(in[0], step(StepKind::activation, in[0].shape.channels, out), found);
  }
  template <class Found>
  int append(const ChannelShuffle&, Inputs in, Shape out, Found&& found) {
    return alone(in[0], step(StepKind::copy, in[0].shape.channels, out), found);
  }
  /** A part of a map is read where it lies. */
  template <class Found>
  int append(const Slice&, Inputs in, Shape, Found&&) {
    read(in[0]);
    marks_.push_back(joined);
    return -1;
  }
  template <class Found>
  int append(const MaxPool& op, Inputs in, Shape out, Found&& found) {
    return alone(in[0], step(StepKind::max_pool, in[0].shape.channels, out, op.kernel, op.stride), found);
  }
  template <class Found>
  int append(const AveragePool& op, Inputs in, Shape out, Found&& found) {
    return alone(in[0], step(StepKind::mean_pool, in[0].shape.channels, out, op.kernel, op.stride), found);
  }
  template <class Found>
  int append(const GlobalAveragePool&, Inputs in, Shape, Found&& found) {
    return alone(in[0], step(StepKind::whole_mean, in[0].shape.channels, in[0].shape), found);
  }
  template <class Found>
  int append(const GlobalMaxPool&, Inputs in, Shape, Found&& found) {
    return alone(in[0], step(StepKind::whole_max, in[0].shape.channels, in[0].shape), found);
  }
  template <class Found>
  int append(const Softmax&, Inputs in, Shape out, Found&& found) {
    alone(in[0], step(StepKind::softmax, in[0].shape.channels, out), found);
    marks_.back() = 0;
    return -1;
  }
  /** What a sum costs is a step of its kind even where a convolution takes it over. */
  template <class Found>
  int append(const Add&, Inputs in, Shape out, Found&& found) {
    const int a = in[0].id;
    const int b = in[1].id;
    const bool into_b = free_for_sum(b) && (!free_for_sum(a) || b >= a);
    const bool fused = into_b || free_for_sum(a);
    read(in[1]);
    alone(in[0], step(fused ? StepKind::fused_sum : StepKind::sum, out.channels, out), found);
    return !fused ? -1 : into_b ? b : a;
  }
  template <class Found>
  int append(const Multiply&, Inputs in, Shape out, Found&& found) {
    read(in[1]);
    return alone(in[0], step(StepKind::product, out.channels, out), found);
  }
  template <class Found>
  int append(const Concat&, Inputs parts, Shape, Found&& found) {
    for (const Value& part : parts) {
      std::uint8_t& state = marks_[static_cast<std::size_t>(part.id)];
      if ((state & joined) != 0) found(step(StepKind::copy, part.shape.channels, part.shape));
      state |= joined | read_mark;
    }
    marks_.push_back(0);
    return -1;
  }

 private:
  enum Mark : std::uint8_t { conv = 1, takes_activation = 2, takes_summand = 4, read_mark = 8, joined = 16 };

  [[nodiscard]] static NetworkStep step(StepKind kind, int in_channels, Shape out, Sides kernel = 1, Sides stride = 1,
                                        int groups = 1) {
    return {kind, in_channels, out.channels, groups, kernel, stride, out.height, out.width};
  }

  void read(const Value& x) { marks_[static_cast<std::size_t>(x.id)] |= read_mark; }

  [[nodiscard]] bool free_for_sum(int value) const {
    return (marks_[static_cast<std::size_t>(value)] & (takes_summand | read_mark)) == takes_summand;
  }

  template <class Found>
  int alone(const Value& x, const NetworkStep& step, Found&& found) {
    read(x);
    found(step);
    marks_.push_back(takes_activation);
    return -1;
  }

  /** Inside the step that made the value if that can and nothing has read it; the new value keeps marks in `kept`. */
  template <class Found>
  int take_over(const Value& x, unsigned needed, unsigned kept, const NetworkStep& step, Found&& found) {
    const unsigned state = mark(x.id);
    if ((state & needed) == 0 || (state & read_mark) != 0) return alone(x, step, found);
    read(x);
    marks_.push_back(static_cast<std::uint8_t>(state & kept & ~unsigned{conv}));
    return x.id;
  }

  std::vector<std::uint8_t> marks_;  ///< One per value.
};

}  // namespace narrows::detail
