#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "law/range.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

namespace narrows {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t line_width = 100;

// An arrangement is written as the list of its items, 1121 as [1, 1, 2, 1].
Json option_to_json(const Variable& variable, int option) {
  if (variable.kind() != Variable::Kind::arrangement) return option;
  Json items = Json::array();
  for (const char digit : std::to_string(option)) items.push_back(digit - '0');
  return items;
}

int option_from_json(const Json& json) {
  if (!json.is_array()) return json.get<int>();
  int number = 0;
  for (const Json& item : json) number = 10 * number + item.get<int>();
  return number;
}

Json range_to_json(const Variable& variable, const Range& range) {
  if (range == full_range(variable)) return "all";
  if (!range.options.empty()) {
    Json options = Json::array();
    for (const int option : range.options) options.push_back(option_to_json(variable, option));
    return {{"options", options}};
  }
  Json interval = {range.low, range.high};
  if (range.step != 1) interval.push_back(range.step);
  if (range.over.empty()) return interval;
  Json bounded = {{"range", interval}, {"limit", range.limit}, {"over", range.over}};
  if (range.inclusive) bounded["inclusive"] = true;
  return bounded;
}

Range range_from_json(const Variable& variable, const Json& json) {
  if (json == "all") return full_range(variable);
  Range range{.low = variable.low(), .high = variable.high()};
  if (json.is_object() && json.contains("options")) {
    for (const Json& option : json.at("options")) range.options.push_back(option_from_json(option));
    std::ranges::sort(range.options);
    return range;
  }
  const Json& interval = json.is_object() ? json.at("range") : json;
  if (!interval.is_array() || interval.size() < 2 || interval.size() > 3)
    throw std::invalid_argument("variable " + variable.name() + ": expected [low, high], is " + json.dump());
  range.low = interval[0].get<int>();
  range.high = interval[1].get<int>();
  if (interval.size() == 3) range.step = interval[2].get<int>();
  if (json.is_object()) {
    range.over = json.at("over").get<std::string>();
    range.limit = json.at("limit").get<int>();
    range.inclusive = json.value("inclusive", false);
  }
  return range;
}

std::vector<std::size_t> members(const std::vector<Variable>& variables, const std::string& name) {
  std::vector<std::size_t> found;
  for (std::size_t v = 0; v < variables.size(); ++v)
    if (variables[v].name() == name || variables[v].group() == name) found.push_back(v);
  return found;
}

/** A list of ranges for the members of a group, or one range where all members have the same. */
Json group_to_json(const std::vector<Variable>& variables, const Box& box, const std::vector<std::size_t>& group) {
  Json ranges = Json::array();
  for (const std::size_t v : group) ranges.push_back(range_to_json(variables[v], box.ranges[v]));
  const bool same = std::ranges::all_of(ranges, [&](const Json& range) { return range == ranges[0]; });
  return same ? ranges[0] : ranges;
}

std::string box_to_text(const std::vector<Variable>& variables, const Box& box) {
  std::string text = "    {\"weight\": " + Json(box.weight).dump() + ",\n     \"ranges\": {";
  std::size_t used = text.size() - text.rfind('\n');
  std::vector<std::string> groups;
  for (const Variable& variable : variables) {
    const std::string& group = variable.group();
    if (std::ranges::find(groups, group) != groups.end()) continue;
    const std::string comma = groups.empty() ? "" : ", ";
    groups.push_back(group);
    std::string entry = Json(group).dump() + ": ";
    for (const char c : group_to_json(variables, box, members(variables, group)).dump())
      entry += c == ',' ? std::string(", ") : c == ':' ? std::string(": ") : std::string(1, c);
    if (!comma.empty() && used + entry.size() > line_width) {
      text += ",\n                " + entry;
      used = 16 + entry.size();
    } else {
      text += comma + entry;
      used += comma.size() + entry.size();
    }
  }
  return text + "}}";
}

Box box_from_json(const SearchSpace& space, const Json& json) {
  const std::vector<Variable>& variables = space.variables();
  Box box{.weight = json.value("weight", 1.0), .ranges = {}};
  for (const Variable& variable : variables) box.ranges.push_back(full_range(variable));
  for (const auto& [name, value] : json.at("ranges").items()) {
    const std::vector<std::size_t> group = members(variables, name);
    if (group.empty()) throw std::invalid_argument("space " + space.name() + " has no variable \"" + name + "\"");
    const bool list = value.is_array() && !value.empty() && !value[0].is_number();
    if (list && value.size() != group.size())
      throw std::invalid_argument("\"" + name + "\" needs " + std::to_string(group.size()) + " ranges, has " +
                                  std::to_string(value.size()));
    for (std::size_t i = 0; i < group.size(); ++i)
      box.ranges[group[i]] = range_from_json(variables[group[i]], list ? value[i] : value);
  }
  return box;
}

Json parse(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("boxes"))
    throw std::invalid_argument("a law is a JSON object with \"space\" and \"boxes\"");
  return json;
}

SamplingLaw law_from(const SearchSpace& space, const Json& json) {
  try {
    if (json.value("space", space.name()) != space.name())
      throw std::invalid_argument("the law is of space " + json.at("space").dump() + ", expected \"" + space.name() +
                                  "\"");
    std::vector<Box> boxes;
    for (const Json& box : json.at("boxes")) boxes.push_back(box_from_json(space, box));
    return {space, std::move(boxes)};
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(std::string("a law's JSON is not as expected: ") + error.what());
  }
}

}  // namespace

std::string SamplingLaw::to_json() const {
  const Shape shape = space_.input_shape();
  std::string text = "{\n  \"space\": " + Json(space_.name()).dump() + ",\n  \"input_shape\": [" +
                     std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
                     std::to_string(shape.width) + "],\n  \"classes\": " + std::to_string(space_.classes()) +
                     ",\n  \"boxes\": [\n";
  for (std::size_t b = 0; b < boxes_->size(); ++b)
    text += box_to_text(space_.variables(), (*boxes_)[b]) + (b + 1 < boxes_->size() ? ",\n" : "\n");
  return text + "  ]\n}\n";
}

SamplingLaw SamplingLaw::from_json(const SearchSpace& space, std::string_view json) {
  return law_from(space, parse(json));
}

SamplingLaw SamplingLaw::from_json(std::string_view text) {
  const Json json = parse(text);
  try {
    const auto shape = json.value("input_shape", std::vector<int>{3, 32, 32});
    if (shape.size() != 3) throw std::invalid_argument("a law's \"input_shape\" must be [channels, height, width]");
    return law_from(spaces::get(json.value("space", ""), {shape[0], shape[1], shape[2]}, json.value("classes", 10)),
                    json);
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(std::string("a law's JSON is not as expected: ") + error.what());
  }
}

}  // namespace narrows
