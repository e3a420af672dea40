#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "narrows/cost.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/network_step.hpp"

namespace narrows {

/** Weights of a linear resource: what one parameter, MAC or byte costs, and what every network costs. */
struct LinearResource {
  double parameters = 0;
  double macs = 0;
  double weight_bytes = 0;
  double peak_activation_bytes = 0;
  double constant = 0;
};

/**
 * A number a network costs: a field of Cost, a linear combination of them, or any function of the network, such as a
 * predicted latency or energy. Resources of fields, linear ones and sums over steps are worked out while counting,
 * without building the network.
 */
class Resource {
 public:
  using Function = std::function<double(const Network&)>;

  /** A field of Cost; fields may be given wherever a resource is expected. */
  Resource(CostField field);  // NOLINT(google-explicit-constructor)
  /** A field of Cost by its name; throws std::invalid_argument naming those there are. */
  Resource(std::string_view field);                                          // NOLINT(google-explicit-constructor)
  Resource(const char* field) : Resource(std::string_view(field)) {}         // NOLINT(google-explicit-constructor)
  Resource(const std::string& field) : Resource(std::string_view(field)) {}  // NOLINT(google-explicit-constructor)
  /**
   * A function of the network, in a unit of your own ("ms", "mJ"). It must give a finite number, the same for the same
   * network, and must be safe to call from several threads where a search uses several.
   */
  Resource(std::string name, Function function, std::string unit = "");
  /** A weighted sum of Cost's fields and a constant. */
  [[nodiscard]] static Resource linear(std::string name, const LinearResource& weights, std::string unit = "");
  /** What a network's steps cost together, such as a latency: worked out while counting. */
  [[nodiscard]] static Resource of_steps(std::string name, std::shared_ptr<const StepCost> cost, std::string unit = "");
  /** What the steps of a network cost together. */
  [[nodiscard]] static double sum(const StepCost& cost, const Network& network);

  [[nodiscard]] const std::string& name() const { return name_; }
  /** "" for plain counts, "B" for bytes, "ms" for latencies. */
  [[nodiscard]] const std::string& unit() const { return unit_; }
  /** The field this resource is, if it is one. */
  [[nodiscard]] std::optional<CostField> field() const { return field_; }
  /** Whether a function of the network works it out: much slower than a field or a weighted sum. */
  [[nodiscard]] bool is_function() const { return function_ != nullptr; }
  /** What each field of Cost weighs; zeros unless it is a weighted sum. */
  [[nodiscard]] const LinearResource& weights() const { return weights_; }
  /** The function that works it out; null unless there is one. */
  [[nodiscard]] const Function* function() const { return function_.get(); }
  /** What each step costs, if this is a sum over steps; else null. */
  [[nodiscard]] const std::shared_ptr<const StepCost>& steps() const { return steps_; }
  /** What a builder must keep so that `value` can read it. */
  [[nodiscard]] Keep keep() const { return keep_; }
  /** The value for a network that was just added to `builder`, whose result is `output`. */
  [[nodiscard]] double value(const NetworkBuilder& builder, const Value& output) const;
  [[nodiscard]] double value(const Network& network) const;
  /** The value of a field or of a weighted sum of them; not for functions. */
  [[nodiscard]] double value(const Cost& cost) const;

  /** Two resources of one name count as the same. */
  friend bool operator==(const Resource& a, const Resource& b) { return a.name_ == b.name_ && a.unit_ == b.unit_; }

 private:
  std::string name_;
  std::string unit_;
  Keep keep_ = Keep::counts;
  std::optional<CostField> field_;
  LinearResource weights_;
  std::shared_ptr<const StepCost> steps_;
  std::shared_ptr<const Function> function_;  ///< Null unless the resource is a function of the network.
};

/** What a builder must keep so that its cost has this field. */
[[nodiscard]] constexpr Keep keep_for(CostField field) {
  return field == CostField::peak_activation_bytes ? Keep::activations
         : field == CostField::weight_bytes        ? Keep::weight_bytes
                                                   : Keep::counts;
}

}  // namespace narrows
