#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "narrows/cost.hpp"
#include "narrows/deployed_weights.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/op_effect.hpp"

namespace narrows {

/** What a CountingBuilder has seen. */
struct Counts {
  std::int64_t parameters = 0;
  std::int64_t macs = 0;
  std::int64_t weights = 0;     ///< float32 values of the deployed file, if they were asked for.
  std::int64_t operations = 0;  ///< Added, those of repeated blocks as often as they are repeated.
  bool valid = true;            ///< False once a layer was empty.

  [[nodiscard]] Cost cost() const {
    return valid ? Cost{.parameters = parameters, .macs = macs, .weight_bytes = 4 * weights} : Cost{};
  }

  /** Counts `times` more of what came in since `before`. */
  void repeat_since(const Counts& before, std::int64_t times) {
    parameters += times * (parameters - before.parameters);
    macs += times * (macs - before.macs);
    weights += times * (weights - before.weights);
    operations += times * (operations - before.operations);
  }
};

/**
 * Stands in for a NetworkBuilder where a network is only to be counted: the same rules, but nothing is stored, so that
 * a compiler that sees the whole build function leaves little more than the arithmetic. A build function serves for
 * both if it takes its builder as `auto&`.
 */
template <bool with_weights>
class CountingBuilder {
 public:
  /** `weights` is emptied and used as working memory; it is not needed for parameters and MACs alone. */
  CountingBuilder(Shape input, int classes, DeployedWeights* weights)
      : input_(input), classes_(classes), weights_(weights) {
    if constexpr (with_weights) weights_->reset();
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
    if constexpr (with_weights) weights_->append(op, x.id, x.shape.channels, given);
    return emit(given);
  }
  Value add(const Add& op, const Value& a, const Value& b) {
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
   * As NetworkBuilder::repeat. A block that gives back the shape it got costs the same each further time: it is counted
   * once and multiplied.
   */
  template <class Block>
  Value repeat(std::string_view /*name*/, int times, Value x, const Block& block) {
    for (int i = 0; i < times; ++i) {
      const Counts before = counts();
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
    Counts all = counts_;
    if constexpr (with_weights) all.weights = weights_->values();
    return all;
  }

 private:
  Value emit(const OpEffect& given) {
    if (given.shape.channels <= 0 || given.shape.height <= 0 || given.shape.width <= 0) counts_.valid = false;
    counts_.parameters += given.parameters;
    counts_.macs += given.macs;
    ++counts_.operations;
    if constexpr (with_weights) return {weights_->last(), given.shape};
    return {0, given.shape};
  }

  Value join(const OpEffect& given, std::span<const Value> parts) {
    if constexpr (with_weights) {
      for (const Value& part : parts) weights_->read(part.id, part.shape.channels);
      weights_->append();
    }
    return emit(given);
  }

  [[nodiscard]] unsigned state_of(const Value& x) const {
    if constexpr (with_weights) return weights_->mark(x.id);
    return 0;
  }

  /** Counts what came in since `before` so many times more. */
  void multiply(const Counts& before, std::int64_t times) {
    Counts all = counts();
    all.repeat_since(before, times);
    if constexpr (with_weights) weights_->add(all.weights - weights_->values());
    counts_ = all;
  }

  Shape input_;
  int classes_;
  DeployedWeights* weights_;
  Counts counts_;
};

}  // namespace narrows
