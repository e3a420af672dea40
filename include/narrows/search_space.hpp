#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/architecture.hpp"
#include "narrows/cost.hpp"
#include "narrows/detail/counting_builder.hpp"
#include "narrows/detail/step_builder.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/variable.hpp"

namespace narrows {

/** The values a build function reads: by the variable's index, or by its name. */
class VariableValues {
 public:
  VariableValues(const Schema& schema, std::span<const int> values) : schema_(&schema), values_(values) {}

  [[nodiscard]] int operator[](std::size_t index) const { return values_[index]; }
  [[nodiscard]] int operator[](int index) const { return values_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] int operator[](std::string_view name) const { return values_[schema_->index(name)]; }
  [[nodiscard]] int operator[](const char* name) const { return (*this)[std::string_view(name)]; }
  [[nodiscard]] const Schema& schema() const { return *schema_; }
  [[nodiscard]] std::span<const int> all() const { return values_; }

 private:
  const Schema* schema_;
  std::span<const int> values_;
};

/** Adds the operations that some values stand for, and returns the network's result: the logits. */
using BuildFunction = std::function<Value(NetworkBuilder&, const VariableValues&)>;

/** A build function that takes any builder, [](auto& net, const VariableValues& values) {...}: counting is then much
 * faster. */
template <class Build>
concept GenericBuildFunction = requires(const Build& build, NetworkBuilder& net, CountingBuilder<Keep::counts>& counter,
                                        const VariableValues& values) {
  build(net, values);
  build(counter, values);
};

/** Counts the network of some values without storing it: what Keep says, short of nodes. */
using CountFunction =
    std::function<Counts(Keep keep, Shape input, int classes, const VariableValues& values, CountingMemory& memory)>;

/** Adds up what the steps of the network of some values cost, without storing it. */
using StepSumFunction = std::function<detail::StepSum(Shape input, int classes, const VariableValues& values,
                                                      detail::StepTracker& tracker, detail::StepPrices& prices)>;

namespace detail {

#ifdef __SANITIZE_ADDRESS__  // whose checks in one flat function take minutes to compile
#define NARROWS_FLATTEN
#else
#define NARROWS_FLATTEN gnu::flatten
#endif

template <Keep keep, class Build>
[[NARROWS_FLATTEN]] Counts count(const Build& build, Shape input, int classes, const VariableValues& values,
                                 CountingMemory& memory) {
  CountingBuilder<keep> builder(input, classes, memory);
  build(builder, values);
  return builder.counts();
}

template <class Build>
CountFunction count_function(Build build) {
  return [build](Keep keep, Shape input, int classes, const VariableValues& values, CountingMemory& memory) {
    if (keep == Keep::counts) return count<Keep::counts>(build, input, classes, values, memory);
    if (keep == Keep::weight_bytes) return count<Keep::weight_bytes>(build, input, classes, values, memory);
    return count<Keep::activations>(build, input, classes, values, memory);
  };
}

template <class Build>
StepSumFunction step_sum_function(Build build) {
  return [build](Shape input, int classes, const VariableValues& values, StepTracker& tracker, StepPrices& prices) {
    StepBuilder builder(input, classes, tracker, prices);
    build(builder, values);
    return builder.sum();
  };
}

}  // namespace detail

/**
 * A list of variables and one build function: nothing else knows what a DenseNet is.
 *
 * Cheap to copy. The build function reads the input's shape and the number of classes from the builder, so that a space
 * serves any data set (`with_input`).
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, supplement, Tables 1 to 6.
 */
class SearchSpace {
 public:
  /**
   * Throws std::invalid_argument for an empty name, no variables, two of one name, a shape without positive sides or
   * fewer than 1 class.
   */
  SearchSpace(std::string name, std::vector<Variable> variables, BuildFunction build, Shape input_shape = {3, 32, 32},
              int classes = 10, std::optional<std::vector<int>> reference = std::nullopt);
  /** The same for a generic build function, which also serves to count without a builder. */
  template <GenericBuildFunction Build>
  SearchSpace(std::string name, std::vector<Variable> variables, Build build, Shape input_shape = {3, 32, 32},
              int classes = 10, std::optional<std::vector<int>> reference = std::nullopt)
      : SearchSpace(std::move(name), std::move(variables), BuildFunction(build), input_shape, classes,
                    std::move(reference)) {
    sum_steps_ = std::make_shared<const StepSumFunction>(detail::step_sum_function(build));
    count_ = std::make_shared<const CountFunction>(detail::count_function(std::move(build)));
  }

  [[nodiscard]] const std::string& name() const { return schema_->space; }
  [[nodiscard]] const std::vector<Variable>& variables() const& { return schema_->variables; }
  [[nodiscard]] std::vector<Variable> variables() && { return schema_->variables; }
  [[nodiscard]] const std::shared_ptr<const Schema>& schema() const { return schema_; }
  [[nodiscard]] Shape input_shape() const { return input_shape_; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] const BuildFunction& build_function() const { return *build_; }
  /** The network that the space varies (paper, Table 1), where there is one. */
  [[nodiscard]] std::optional<Architecture> reference() const;

  /** The same space for other images. */
  [[nodiscard]] SearchSpace with_input(Shape input_shape, int classes) const;

  /** One value for each variable, in order; throws std::invalid_argument naming variable, range and value. */
  [[nodiscard]] Architecture architecture(std::vector<int> values) const;
  /** From JSON: what Architecture::to_json gives, or the values alone ({"n1": 6, ...} or {"n": [6, 12, 24, 16], ...}).
   */
  [[nodiscard]] Architecture architecture_from_json(std::string_view json) const;

  /** Throws std::invalid_argument if the network has an empty layer or the architecture is of another space. */
  [[nodiscard]] Network build(const Architecture& architecture) const;
  /** All fields; zeros for a network with an empty layer. */
  [[nodiscard]] Cost cost(const Architecture& architecture) const;

  /** Runs the build function on a builder: for counting many architectures without allocating. */
  Value run(NetworkBuilder& builder, std::span<const int> values) const {
    return (*build_)(builder, VariableValues(*schema_, values));
  }
  /** Whether `count` and `sum_steps` work, which need a generic build function; without one they throw
   * std::logic_error. */
  [[nodiscard]] bool counts_directly() const { return count_ != nullptr; }
  /** What the network of these values counts, as far as `keep` asks for it (all short of nodes). */
  [[nodiscard]] Counts count(Keep keep, std::span<const int> values, CountingMemory& memory) const {
    check_generic();
    return (*count_)(keep, input_shape_, classes_, VariableValues(*schema_, values), memory);
  }
  /** What the steps of the network of these values cost. */
  [[nodiscard]] detail::StepSum sum_steps(std::span<const int> values, detail::StepTracker& tracker,
                                          detail::StepPrices& prices) const {
    check_generic();
    return (*sum_steps_)(input_shape_, classes_, VariableValues(*schema_, values), tracker, prices);
  }

 private:
  void check_generic() const {
    if (!counts_directly()) not_generic();
  }
  [[noreturn]] void not_generic() const;

  std::shared_ptr<const Schema> schema_;
  std::shared_ptr<const BuildFunction> build_;
  std::shared_ptr<const CountFunction> count_;        ///< Null unless the build function is generic.
  std::shared_ptr<const StepSumFunction> sum_steps_;  ///< Likewise.
  std::shared_ptr<const std::vector<int>> reference_;
  Shape input_shape_;
  int classes_;
};

}  // namespace narrows
