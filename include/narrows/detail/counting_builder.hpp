#pragma once

#include <cstdint>
#include <span>

#include "narrows/cost.hpp"
#include "narrows/detail/builder_rules.hpp"
#include "narrows/detail/deployed_weights.hpp"
#include "narrows/network_builder.hpp"

namespace narrows {

/** What a CountingBuilder has seen. */
struct Counts {
  std::int64_t parameters = 0;
  std::int64_t macs = 0;
  std::int64_t weights = 0;                ///< float32 values of the deployed file, if they were asked for.
  std::int64_t peak_activation_bytes = 0;  ///< If asked for.
  std::int64_t operations = 0;             ///< Added, those of repeated blocks as often as they are repeated.
  bool valid = true;                       ///< False once a layer was empty.

  [[nodiscard]] Cost cost() const {
    return valid ? Cost{.parameters = parameters,
                        .macs = macs,
                        .weight_bytes = 4 * weights,
                        .peak_activation_bytes = peak_activation_bytes}
                 : Cost{};
  }

  /** Counts `times` more of what came in since `before`. */
  void repeat_since(const Counts& before, std::int64_t times) {
    parameters += times * (parameters - before.parameters);
    macs += times * (macs - before.macs);
    weights += times * (weights - before.weights);
    operations += times * (operations - before.operations);
  }
};

/** Working memory of a CountingBuilder, to be used again for the next architecture. */
struct CountingMemory {
  DeployedWeights weights;
  ActivationPeak activations;
};

/**
 * Stands in for a NetworkBuilder where a network is only to be counted: no operation is stored, so that a compiler that
 * sees the whole build function leaves little more than the arithmetic. A build function serves for both if it takes
 * its builder as `auto&`.
 */
template <Keep keep>
class CountingBuilder : public SummingRules<CountingBuilder<keep>> {
  static_assert(keep != Keep::nodes, "a NetworkBuilder stores nodes");
  friend BuilderRules<CountingBuilder>;
  friend SummingRules<CountingBuilder>;

 public:
  CountingBuilder(Shape input, int classes, CountingMemory& memory)
      : SummingRules<CountingBuilder>(input, classes), memory_(memory) {
    if constexpr (with_weights) memory.weights.reset();
    if constexpr (with_activations) memory.activations.reset(input);
  }

  [[nodiscard]] Counts counts() const {
    Counts all = so_far();
    all.valid = this->valid();
    if constexpr (with_activations) all.peak_activation_bytes = memory_.activations.bytes();
    return all;
  }

 private:
  static constexpr bool with_weights = keep >= Keep::weight_bytes;
  static constexpr bool with_activations = keep >= Keep::activations;

  int append(const auto& op, const OpEffect& given, std::span<const Value> inputs) {
    counts_.parameters += given.parameters;
    counts_.macs += given.macs;
    ++counts_.operations;
    if constexpr (with_activations) memory_.activations.append(given.shape, rewrites(op), inputs);
    if constexpr (!with_weights) return 0;
    memory_.weights.append(op, inputs, given.parameters);
    return memory_.weights.last();
  }

  /** All but what only the whole network can tell. */
  [[nodiscard]] Counts so_far() const {
    Counts all = counts_;
    if constexpr (with_weights) all.weights = memory_.weights.values();
    return all;
  }

  [[nodiscard]] unsigned mark(const Value& x) const {
    if constexpr (with_weights) return memory_.weights.mark(x.id);
    return 0;
  }

  void repeat_since(const Counts& before, std::int64_t times) {
    Counts all = so_far();
    all.repeat_since(before, times);
    if constexpr (with_weights) memory_.weights.add(all.weights - memory_.weights.values());
    counts_ = all;
  }

  CountingMemory& memory_;
  Counts counts_;
};

}  // namespace narrows
