#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "narrows/cost.hpp"
#include "narrows/detail/deployed_weights.hpp"
#include "narrows/detail/op_effect.hpp"
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
 * Stands in for a NetworkBuilder where a network is only to be counted: the same rules, but no operation is stored, so
 * that a compiler that sees the whole build function leaves little more than the arithmetic. A build function serves
 * for both if it takes its builder as `auto&`.
 */
template <Keep keep>
class CountingBuilder {
  static_assert(keep != Keep::nodes, "a NetworkBuilder stores nodes");

 public:
  CountingBuilder(Shape input, int classes, CountingMemory& memory)
      : input_(input), classes_(classes), memory_(memory) {
    if constexpr (with_weights) memory.weights.reset();
    if constexpr (with_activations) memory.activations.reset(input);
  }
  CountingBuilder(const CountingBuilder&) = delete;
  CountingBuilder& operator=(const CountingBuilder&) = delete;

  [[nodiscard]] Value input() const { return {0, input_}; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] static int channels(const Value& x) { return x.shape.channels; }
  [[nodiscard]] bool valid() const { return counts_.valid; }

  template <class AnyOp>
  Value add(const AnyOp& op, const Value& x) {
    const OpEffect given = effect(op, x.shape);
    if constexpr (with_weights) memory_.weights.append(op, x.id, x.shape.channels, given);
    return emit(given, rewrites(op), std::span(&x, 1));
  }
  Value add(const Add& op, const Value& a, const Value& b) {
    const Value both[] = {a, b};
    return join(effect(op, a.shape, b.shape), both);
  }
  Value add(const Multiply& op, const Value& a, const Value& b) {
    const Value both[] = {a, b};
    return join(effect(op, a.shape, b.shape), both);
  }
  Value add(const Concat& op, std::span<const Value> parts) { return join(effect(op, parts), parts); }
  Value add(const Concat& op, std::initializer_list<Value> parts) { return add(op, std::span(parts)); }

  struct NoScope {
    ~NoScope() {}  // NOLINT(modernize-use-equals-default): a variable of this type counts as used
  };
  [[nodiscard]] static NoScope scope(std::string_view /*name*/, int /*index*/ = 0) { return {}; }

  /**
   * As NetworkBuilder::repeat. A block that gives back the shape it got costs the same each further time, and needs no
   * more activations: it is counted once and multiplied.
   */
  template <class Block>
  Value repeat(std::string_view /*name*/, int times, Value x, const Block& block) {
    for (int i = 0; i < times; ++i) {
      const Counts before = added();
      const unsigned state = state_of(x);
      const Value y = block(x, i == 0);
      const bool steady = i > 0 && x.shape == y.shape && state == state_of(y);
      x = y;
      if (!steady) continue;
      multiply(before, times - i - 1);
      break;
    }
    return x;
  }

  [[nodiscard]] Counts counts() const {
    Counts all = added();
    if constexpr (with_activations) all.peak_activation_bytes = memory_.activations.bytes();
    return all;
  }

 private:
  static constexpr bool with_weights = keep >= Keep::weight_bytes;
  static constexpr bool with_activations = keep >= Keep::activations;

  Value emit(const OpEffect& given, bool rewrites_input, std::span<const Value> inputs) {
    if (given.shape.channels <= 0 || given.shape.height <= 0 || given.shape.width <= 0) counts_.valid = false;
    counts_.parameters += given.parameters;
    counts_.macs += given.macs;
    ++counts_.operations;
    if constexpr (with_activations) memory_.activations.append(given.shape, rewrites_input, inputs);
    if constexpr (with_weights) return {memory_.weights.last(), given.shape};
    return {0, given.shape};
  }

  Value join(const OpEffect& given, std::span<const Value> parts) {
    if constexpr (with_weights) {
      for (const Value& part : parts) memory_.weights.read(part.id, part.shape.channels);
      memory_.weights.append();
    }
    return emit(given, false, parts);
  }

  /** All but what only the whole network can tell. */
  [[nodiscard]] Counts added() const {
    Counts all = counts_;
    if constexpr (with_weights) all.weights = memory_.weights.values();
    return all;
  }

  [[nodiscard]] unsigned state_of(const Value& x) const {
    if constexpr (with_weights) return memory_.weights.mark(x.id);
    return 0;
  }

  /** Counts what came in since `before` so many times more. */
  void multiply(const Counts& before, std::int64_t times) {
    Counts all = added();
    all.repeat_since(before, times);
    if constexpr (with_weights) memory_.weights.add(all.weights - memory_.weights.values());
    counts_ = all;
  }

  Shape input_;
  int classes_;
  CountingMemory& memory_;
  Counts counts_;
};

}  // namespace narrows
