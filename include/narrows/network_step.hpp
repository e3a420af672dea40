#pragma once

#include <cstdint>
#include <string_view>

#include "narrows/network.hpp"

namespace narrows {

/** What a step of an engine does. */
enum class StepKind : std::uint8_t {
  run,         ///< What every run costs; one for each network.
  pointwise,   ///< Convolution of one tap.
  dense,       ///< Convolution of several taps and all input channels.
  depthwise,   ///< Convolution of one input channel for each output channel.
  grouped,     ///< Convolution in groups of several channels.
  linear,      ///< Fully connected layer.
  max_pool,    ///<
  mean_pool,   ///<
  whole_mean,  ///< Mean over the whole map.
  whole_max,   ///< Maximum over the whole map.
  activation,  ///< One that is a step of its own: sigmoid, hard swish ...
  product,     ///< Of two maps, or of a map and a value for each channel.
  sum,         ///< Sum of two maps, by itself.
  fused_sum,   ///< Sum of two maps inside the convolution that makes one of them: what it costs more.
  copy,        ///< Copy of a map, for a shuffle, or an activation or a join that no step before it takes over.
  scale,       ///< Batch norm that no convolution takes over.
  softmax,     ///<
};

inline constexpr int step_kinds = 17;

/** As users read it: "depthwise", "fused sum" ... */
[[nodiscard]] std::string_view name(StepKind kind);

/** One step of what an engine runs for a network, batch norms folded and activations fused: what its time depends on.
 */
struct NetworkStep {
  StepKind kind = StepKind::run;
  int in_channels = 0;  ///< Values of a flattened map for a linear layer.
  int out_channels = 0;
  int groups = 1;
  Sides kernel = 1;
  Sides stride = 1;
  int height = 1;  ///< Of the output; of the input for the mean over a whole map.
  int width = 1;

  [[nodiscard]] double pixels() const { return 1.0 * height * width; }
  /** Multiply-accumulates; for a step without weights, values that it reads. */
  [[nodiscard]] double macs() const;
  [[nodiscard]] double weights() const;
  /** float32 values read from maps. */
  [[nodiscard]] double values_in() const;
  [[nodiscard]] double values_out() const { return pixels_out() * out_channels; }

  friend bool operator==(const NetworkStep&, const NetworkStep&) = default;

 private:
  [[nodiscard]] double pixels_out() const {
    return kind == StepKind::whole_mean || kind == StepKind::whole_max ? 1 : pixels();
  }
};

/** A step of one network and the node that computes it. */
struct NodeStep {
  int node = -1;  ///< Of `Network::nodes`; that of the convolution for a sum inside it; -1 for StepKind::run.
  NetworkStep step;
};

/** The steps of a network. */
[[nodiscard]] std::vector<NodeStep> steps_of(const Network& network);

/**
 * What a network's steps cost: a sum that is worked out while a network is counted, without building it, and may be
 * corrected by its own size. Must be safe to call from several threads, and give the same for the same step.
 */
class StepCost {
 public:
  virtual ~StepCost() = default;
  [[nodiscard]] virtual double operator()(const NetworkStep& step) const = 0;
  /** What a network costs whose steps cost `sum` together; must grow with it. */
  [[nodiscard]] virtual double whole(double sum) const { return sum; }
};

}  // namespace narrows
