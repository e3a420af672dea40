#include "space/architecture_json.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace narrows {
namespace {

using Json = nlohmann::ordered_json;

Json digit_list(int number) {
  const std::string text = std::to_string(number);
  Json list = Json::array();
  for (const char digit : text) list.push_back(digit - '0');
  return list;
}

std::invalid_argument bad(const Schema& schema, std::string_view name, std::string_view rule) {
  return std::invalid_argument("space \"" + schema.space + "\": \"" + std::string(name) + "\" " + std::string(rule));
}

int whole_number(const Schema& schema, const Variable& variable, const Json& value) {
  if (value.is_number_integer()) return value.get<int>();
  if (variable.kind() != Variable::Kind::arrangement || !value.is_array() || value.size() > 9)
    throw bad(schema, variable.name(), "must be a whole number of " + variable.domain() + ", not " + value.dump());
  int number = 0;
  for (const Json& item : value) {
    if (!item.is_number_integer() || item.get<int>() < 0 || item.get<int>() > 9)
      throw bad(schema, variable.name(), "must list " + variable.domain() + ", not " + value.dump());
    number = 10 * number + item.get<int>();
  }
  return number;
}

/** Indices of the variables of each group, in order. */
std::map<std::string, std::vector<std::size_t>, std::less<>> groups(const Schema& schema) {
  std::map<std::string, std::vector<std::size_t>, std::less<>> found;
  for (std::size_t i = 0; i < schema.variables.size(); ++i) found[schema.variables[i].group()].push_back(i);
  return found;
}

bool is_alone(const Schema& schema, const std::vector<std::size_t>& group) {
  return group.size() == 1 && schema.variables[group.front()].name() == schema.variables[group.front()].group();
}

}  // namespace

Json values_json(const Schema& schema, std::span<const int> values) {
  Json json = Json::object();
  const auto members = groups(schema);
  for (std::size_t i = 0; i < schema.variables.size(); ++i) {
    const Variable& variable = schema.variables[i];
    const Json value = variable.kind() == Variable::Kind::arrangement ? digit_list(values[i]) : Json(values[i]);
    if (is_alone(schema, members.find(variable.group())->second))
      json[variable.name()] = value;
    else
      json[variable.group()].push_back(value);
  }
  return json;
}

std::vector<int> values_from_json(const Schema& schema, const Json& json) {
  if (!json.is_object()) throw bad(schema, "values", "must be an object of names and values");
  const auto members = groups(schema);
  std::vector<int> values(schema.variables.size());
  std::vector<bool> given(values.size(), false);
  for (const auto& [key, value] : json.items()) {
    const auto group = members.find(key);
    if (group == members.end() || (is_alone(schema, group->second) || !value.is_array())) {
      const std::size_t i = schema.index(key);
      values[i] = whole_number(schema, schema.variables[i], value);
      given[i] = true;
      continue;
    }
    if (value.size() != group->second.size())
      throw bad(schema, key,
                "must list " + std::to_string(group->second.size()) + " values, not " + std::to_string(value.size()));
    for (std::size_t k = 0; k < value.size(); ++k) {
      const std::size_t i = group->second[k];
      values[i] = whole_number(schema, schema.variables[i], value[k]);
      given[i] = true;
    }
  }
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!given[i])
      throw bad(schema, schema.variables[i].name(), "has no value; it takes " + schema.variables[i].domain());
  return values;
}

}  // namespace narrows
