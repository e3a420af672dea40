#include "narrows/resource.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "narrows/detail/names.hpp"
#include "narrows/network_builder.hpp"

namespace narrows {
namespace {

CostField field_named(std::string_view text) {
  std::vector<std::string_view> names;
  for (const CostField field : cost_fields) names.push_back(name(field));
  return cost_fields[detail::place_of(text, names, "resource")];
}

bool counts_bytes(CostField field) {
  return field == CostField::weight_bytes || field == CostField::peak_activation_bytes;
}

double weighted(const LinearResource& weights, const Cost& cost) {
  return weights.constant + weights.parameters * static_cast<double>(cost.parameters) +
         weights.macs * static_cast<double>(cost.macs) + weights.weight_bytes * static_cast<double>(cost.weight_bytes) +
         weights.peak_activation_bytes * static_cast<double>(cost.peak_activation_bytes);
}

}  // namespace

Resource::Resource(CostField field)
    : name_(narrows::name(field)), unit_(counts_bytes(field) ? "B" : ""), keep_(keep_for(field)), field_(field) {}

Resource::Resource(std::string_view field) : Resource(field_named(field)) {}

Resource::Resource(std::string name, Function function, std::string unit)
    : name_(std::move(name)), unit_(std::move(unit)), keep_(Keep::nodes) {
  if (name_.empty()) throw std::invalid_argument("a resource's name must not be empty");
  if (!function) throw std::invalid_argument("resource " + name_ + " needs a function");
  function_ = std::make_shared<const Function>(std::move(function));
}

Resource Resource::linear(std::string name, const LinearResource& weights, std::string unit) {
  if (name.empty()) throw std::invalid_argument("a resource's name must not be empty");
  Resource resource(CostField::parameters);
  resource.name_ = std::move(name);
  resource.unit_ = std::move(unit);
  resource.field_.reset();
  resource.weights_ = weights;
  if (weights.weight_bytes != 0) resource.keep_ = Keep::weight_bytes;
  if (weights.peak_activation_bytes != 0) resource.keep_ = Keep::activations;
  return resource;
}

Resource Resource::of_steps(std::string name, std::shared_ptr<const StepCost> cost, std::string unit) {
  if (name.empty()) throw std::invalid_argument("a resource's name must not be empty");
  if (!cost) throw std::invalid_argument("resource " + name + " needs what its steps cost");
  Resource resource(CostField::parameters);
  resource.name_ = std::move(name);
  resource.unit_ = std::move(unit);
  resource.keep_ = Keep::nodes;
  resource.field_.reset();
  resource.steps_ = std::move(cost);
  return resource;
}

double Resource::sum(const StepCost& cost, const Network& network) {
  double sum = 0;
  for (const NodeStep& found : steps_of(network)) sum += cost(found.step);
  return cost.whole(sum);
}

double Resource::value(const NetworkBuilder& builder, const Value& output) const {
  return function_ || steps_ ? value(builder.finish(output)) : value(builder.cost());
}

double Resource::value(const Network& network) const {
  if (steps_) return sum(*steps_, network);
  return function_ ? (*function_)(network) : value(count(network));
}

double Resource::value(const Cost& cost) const {
  if (function_ || steps_)
    throw std::logic_error("resource " + name_ + " is a function of the network, not of its cost");
  return field_ ? static_cast<double>(cost[*field_]) : weighted(weights_, cost);
}

}  // namespace narrows
