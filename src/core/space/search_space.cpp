#include "narrows/search_space.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "space/architecture_json.hpp"

namespace narrows {
namespace {

std::shared_ptr<const Schema> checked(std::string name, std::vector<Variable> variables) {
  if (name.empty()) throw std::invalid_argument("a search space needs a name");
  if (variables.empty()) throw std::invalid_argument("space \"" + name + "\" needs at least one variable");
  std::set<std::string_view> names;
  for (const Variable& variable : variables)
    if (!names.insert(variable.name()).second)
      throw std::invalid_argument("space \"" + name + "\" has two variables named \"" + variable.name() + "\"");
  return std::make_shared<const Schema>(Schema{std::move(name), std::move(variables)});
}

}  // namespace

SearchSpace::SearchSpace(std::string name, std::vector<Variable> variables, BuildFunction build, Shape input_shape,
                         int classes, std::optional<std::vector<int>> reference)
    : schema_(checked(std::move(name), std::move(variables))),
      build_(std::make_shared<const BuildFunction>(std::move(build))),
      input_shape_(input_shape),
      classes_(classes) {
  if (!*build_) throw std::invalid_argument("space \"" + this->name() + "\" needs a build function");
  static_cast<void>(NetworkBuilder(input_shape, classes));  // checks both
  if (reference) {
    static_cast<void>(architecture(*reference));
    reference_ = std::make_shared<const std::vector<int>>(std::move(*reference));
  }
}

std::optional<Architecture> SearchSpace::reference() const {
  if (!reference_) return std::nullopt;
  return Architecture(schema_, *reference_);
}

SearchSpace SearchSpace::with_input(Shape input_shape, int classes) const {
  static_cast<void>(NetworkBuilder(input_shape, classes));
  SearchSpace space = *this;
  space.input_shape_ = input_shape;
  space.classes_ = classes;
  return space;
}

void SearchSpace::not_generic() const {
  throw std::logic_error("space \"" + name() + "\" cannot be counted directly: its build function is not generic");
}

Architecture SearchSpace::architecture(std::vector<int> values) const { return {schema_, std::move(values)}; }

Architecture SearchSpace::architecture_from_json(std::string_view json) const {
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object())
    throw std::invalid_argument("an architecture must be a JSON object such as {\"space\": \"" + name() +
                                "\", \"values\": {...}}");
  if (!parsed.contains("values")) return architecture(values_from_json(*schema_, parsed));
  if (parsed.contains("space") && parsed["space"] != name())
    throw std::invalid_argument("an architecture of space " + parsed["space"].dump() + " was given to space \"" +
                                name() + "\"");
  return architecture(values_from_json(*schema_, parsed["values"]));
}

namespace {

void check_space(const Schema& schema, const Architecture& architecture) {
  if (!(architecture.schema().variables == schema.variables))
    throw std::invalid_argument("an architecture of space \"" + architecture.space() + "\" was given to space \"" +
                                schema.space + "\"");
}

}  // namespace

Network SearchSpace::build(const Architecture& architecture) const {
  check_space(*schema_, architecture);
  NetworkBuilder builder(input_shape_, classes_);
  const Value output = run(builder, architecture.values());
  return builder.finish(output);
}

Cost SearchSpace::cost(const Architecture& architecture) const {
  check_space(*schema_, architecture);
  NetworkBuilder builder(input_shape_, classes_);
  run(builder, architecture.values());
  return builder.cost();
}

}  // namespace narrows
