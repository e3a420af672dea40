#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/cost.hpp"
#include "narrows/detail/activation_peak.hpp"
#include "narrows/detail/builder_rules.hpp"
#include "narrows/detail/deployed_weights.hpp"
#include "narrows/network.hpp"
#include "narrows/value.hpp"

namespace narrows {

/** What a NetworkBuilder works out while operations are added. */
enum class Keep : std::uint8_t {
  counts,        ///< Parameters and MACs; the fastest.
  weight_bytes,  ///< and the size of the deployed weights.
  activations,   ///< and the peak of the activations.
  nodes,         ///< and the operations themselves, for a Network.
};

/**
 * Takes operations one by one, checks and infers shapes, and counts.
 *
 * The same build function serves for counting (nothing is stored, nothing allocated) and for making a Network. Not
 * copyable; Python build functions receive it by reference.
 *
 * A layer with 0 channels or an empty map makes the network invalid: while counting, `valid()` becomes false and the
 * cost is zeros; `finish` throws std::invalid_argument. Any other mistake (a negative width, groups that do not divide
 * the channels, maps of different shapes added) throws std::invalid_argument at once.
 */
class NetworkBuilder : public BuilderRules<NetworkBuilder> {
  friend BuilderRules<NetworkBuilder>;

 public:
  /** `classes` is what a build function gives its last layer. Throws std::invalid_argument for sides or classes
   * below 1.
   */
  explicit NetworkBuilder(Shape input, int classes = 10, Keep keep = Keep::nodes);

  /** The value added last; the input if there is none. */
  [[nodiscard]] Value last() const { return {last_, last_shape_}; }

  /** While it lives, names of added nodes begin with `name` (and `index`, if above 0): "stage1/block2/conv1". */
  class Scope {
   public:
    explicit Scope(NetworkBuilder* builder) : builder_(builder) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() {
      if (builder_ != nullptr) builder_->leave();
    }

   private:
    NetworkBuilder* builder_;
  };
  [[nodiscard]] Scope scope(std::string_view name, int index = 0) {
    if (keep_ != Keep::nodes) return Scope(nullptr);
    enter(name, index);
    return Scope(this);
  }

  /**
   * Adds a block several times, each on the value of the one before: x = block(x, whether it is the first), in scopes
   * name1, name2 ... Except for the first, the block must depend on nothing but the shape of x, so that equal blocks
   * need to be counted only once.
   */
  template <class Block>
  Value repeat(std::string_view name, int times, Value x, const Block& block) {
    for (int i = 0; i < times; ++i) {
      const Scope inside = scope(name, i + 1);
      x = block(x, i == 0);
    }
    return x;
  }

  /** Cost of what was added; zeros if invalid. What `Keep` left out is 0. */
  [[nodiscard]] Cost cost() const;
  /** The network whose result is `output`, by default the value added last. */
  [[nodiscard]] Network finish(const Value& output) const;
  [[nodiscard]] Network finish() const;

  /** Calls visit(op, shape of its first input, shape of its output) in the order added; there is none unless
   * Keep::nodes. */
  template <class Visitor>
  void for_each_node(Visitor visit) const {
    for (const Step& step : steps_) {
      const int source = step_inputs_[static_cast<std::size_t>(step.first_input)];
      visit(step.op, source == 0 ? input().shape : steps_[static_cast<std::size_t>(source - 1)].shape, step.shape);
    }
  }

  /** Forgets everything added, and keeps its memory: for counting many architectures. */
  void reset();

 private:
  struct Step {
    Op op;
    Shape shape;
    int first_input;
    int inputs;
    int scope;
  };
  struct ScopeName {
    int parent;  ///< Another scope, or -1.
    std::size_t begin;
    std::size_t size;
    int index;
  };

  int append(const auto& op, const OpEffect& given, std::span<const Value> inputs);
  void store(const Op& op, Shape shape, std::span<const Value> inputs);
  void enter(std::string_view name, int index);
  void leave();
  [[nodiscard]] std::vector<std::string> scope_paths() const;

  Keep keep_;
  int last_ = 0;
  std::int64_t parameters_ = 0;
  std::int64_t macs_ = 0;
  Shape last_shape_;
  DeployedWeights weights_;
  ActivationPeak activations_;
  std::vector<Step> steps_;
  std::vector<int> step_inputs_;
  std::string scope_text_;  ///< Their names, one behind the other.
  std::vector<ScopeName> scopes_;
  std::vector<int> open_scopes_;
};

inline int NetworkBuilder::append(const auto& op, const OpEffect& given, std::span<const Value> inputs) {
  parameters_ += given.parameters;
  macs_ += given.macs;
  last_shape_ = given.shape;
  if (keep_ != Keep::counts) weights_.append(op, inputs, given.parameters);
  if (keep_ >= Keep::activations) activations_.append(given.shape, rewrites(op), inputs);
  if (keep_ == Keep::nodes) store(op, given.shape, inputs);
  return ++last_;
}

/** Counts a network: its operations are added once more. */
[[nodiscard]] Cost count(const Network& network);

}  // namespace narrows
