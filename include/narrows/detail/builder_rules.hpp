#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "narrows/detail/op_effect.hpp"
#include "narrows/value.hpp"

namespace narrows {

/**
 * What all builders have in common: what operations take and give, and when a network is invalid. A builder derives
 * from it and says what it keeps of an operation:
 *
 *     int append(const AnyOp& op, const OpEffect& given, std::span<const Value> inputs);  // the number of its output
 */
template <class Builder>
class BuilderRules {
 public:
  BuilderRules(const BuilderRules&) = delete;
  BuilderRules& operator=(const BuilderRules&) = delete;

  [[nodiscard]] Value input() const { return {0, input_}; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] static int channels(const Value& x) { return x.shape.channels; }
  /** False once a layer was empty. */
  [[nodiscard]] bool valid() const { return valid_; }

  /** An operation that reads one value. */
  template <UnaryOp AnyOp>
  Value add(const AnyOp& op, const Value& x) {
    return emit(op, effect(op, x.shape), std::span(&x, 1));
  }
  /** An operation that reads two values. */
  template <BinaryOp AnyOp>
  Value add(const AnyOp& op, const Value& a, const Value& b) {
    const Value both[] = {a, b};
    return emit(op, effect(op, a.shape, b.shape), both);
  }
  Value add(const Concat& op, std::span<const Value> parts) { return emit(op, effect(op, parts), parts); }
  Value add(const Concat& op, std::initializer_list<Value> parts) { return add(op, std::span(parts)); }
  /** For readers of files: any operation with any number of inputs; checks the number. */
  Value add(const Op& op, std::span<const Value> inputs) {
    const auto need = [&](std::size_t count) {
      if (inputs.size() != count) refuse(op, {}, "takes " + std::to_string(count) + " input(s)");
    };
    return std::visit(overloaded{[&](const UnaryOp auto& unary) {
                                   need(1);
                                   return add(unary, inputs[0]);
                                 },
                                 [&](const BinaryOp auto& binary) {
                                   need(2);
                                   return add(binary, inputs[0], inputs[1]);
                                 },
                                 [&](const Concat& concat) { return add(concat, inputs); }},
                      op);
  }

 protected:
  BuilderRules(Shape input, int classes) : input_(input), classes_(classes) {}
  ~BuilderRules() = default;

  void reset() { valid_ = true; }
  [[nodiscard]] Builder& self() { return static_cast<Builder&>(*this); }

 private:
  Value emit(const auto& op, const OpEffect& given, std::span<const Value> inputs) {
    if (given.shape.channels <= 0 || given.shape.height <= 0 || given.shape.width <= 0) valid_ = false;
    return {self().append(op, given, inputs), given.shape};
  }

  Shape input_;
  int classes_;
  bool valid_ = true;
};

/**
 * What builders that only add up have in common: they name no scopes, and they add up equal blocks once. Such a builder
 * also says
 *
 *     Sum so_far() const;                                     // what was added up
 *     unsigned mark(const Value& x) const;                    // what decides how operations that read x are counted
 *     void repeat_since(const Sum& before, int times);        // adds what came in since then so many times more
 */
template <class Builder>
class SummingRules : public BuilderRules<Builder> {
 public:
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
      const auto before = this->self().so_far();
      const unsigned mark = this->self().mark(x);
      const Value y = block(x, i == 0);
      const bool steady = i > 0 && x.shape == y.shape && mark == this->self().mark(y);
      x = y;
      if (!steady) continue;
      this->self().repeat_since(before, times - i - 1);
      break;
    }
    return x;
  }

 protected:
  using BuilderRules<Builder>::BuilderRules;
  ~SummingRules() = default;
};

}  // namespace narrows
