#include "narrows/architecture.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "space/architecture_json.hpp"

namespace narrows {

std::size_t Schema::index(std::string_view name) const {
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i].name() == name) return i;
  std::string known;
  for (const Variable& variable : variables) known += (known.empty() ? "" : ", ") + variable.name();
  throw std::invalid_argument("space \"" + space + "\" has no variable \"" + std::string(name) + "\"; it has " + known);
}

Architecture::Architecture(std::shared_ptr<const Schema> schema, std::vector<int> values)
    : schema_(std::move(schema)), values_(std::move(values)) {
  const auto& variables = schema_->variables;
  if (values_.size() != variables.size())
    throw std::invalid_argument("an architecture of space \"" + space() + "\" has " + std::to_string(variables.size()) +
                                " values, not " + std::to_string(values_.size()));
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (!variables[i].contains(values_[i]))
      throw std::invalid_argument("space \"" + space() + "\": variable \"" + variables[i].name() + "\" must be in " +
                                  variables[i].domain() + ", not " + std::to_string(values_[i]));
}

std::string Architecture::to_json() const {
  return nlohmann::ordered_json{{"space", space()}, {"values", values_json(*schema_, values_)}}.dump();
}

}  // namespace narrows
