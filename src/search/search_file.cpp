#include "search_file.hpp"

#include <set>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "plan_json.hpp"

namespace narrows {
namespace {

using json = nlohmann::ordered_json;
constexpr int format = 1;

json describe(const Target& target) {
  constexpr const char* kinds[] = {"limit", "band", "flat"};
  return {{"kind", kinds[static_cast<int>(target.kind())]},
          {"resource", target.resource().name()},
          {"unit", target.resource().unit()},
          {"low", target.low()},
          {"high", target.high()},
          {"text", target.to_string()}};
}

json to_json(const SearchFile& file) {
  json result = {{"format", format},      {"options", file.options}, {"command", file.command},
                 {"device", file.device}, {"source", file.source},   {"finished", file.finished},
                 {"plan", file.plan}};
  if (file.screened) result["screened"] = true;
  for (const auto& [rank, speed] : file.images_per_second) result["images_per_second"][std::to_string(rank)] = speed;
  for (const auto& [rank, reason] : file.failures) result["failures"][std::to_string(rank)] = reason;
  if (!file.fingerprints.empty()) result["fingerprints"] = file.fingerprints;
  if (file.schedule) result["schedule"] = *file.schedule;
  for (const auto& [rank, reached] : file.paused) result["paused"][std::to_string(rank)] = reached;
  if (!file.proposals.empty()) result["proposals"] = file.proposals;
  return result;
}

template <class Value>
std::map<int, Value> by_rank(const json& object) {
  std::map<int, Value> result;
  for (const auto& [rank, value] : object.items()) result[std::stoi(rank)] = value.template get<Value>();
  return result;
}

SearchFile from_json(const json& text) {
  SearchFile file;
  file.options = text.at("options");
  file.command = text.at("command");
  file.device = text.at("device");
  file.source = text.value("source", "");
  file.finished = text.at("finished");
  file.screened = text.value("screened", false);
  file.plan = text.at("plan").get<SearchPlan>();
  file.images_per_second = by_rank<double>(text.value("images_per_second", json::object()));
  file.failures = by_rank<std::string>(text.value("failures", json::object()));
  file.fingerprints = text.value("fingerprints", file.fingerprints);
  if (text.contains("schedule")) file.schedule = text.at("schedule").get<Schedule>();
  file.paused = by_rank<std::vector<Paused>>(text.value("paused", json::object()));
  file.proposals = text.value("proposals", file.proposals);
  return file;
}

/** A value as a message shows it. */
std::string shown(const json& value) {
  if (value.is_null()) return "not there";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const json& each : value) {
    text += (text.empty() ? "" : " and ") + shown(each.is_object() ? each.value("text", json()) : each);
  }
  return text;
}

void compare(const std::string& name, const json& there, const json& here, std::string& text) {
  if (there == here) return;
  if (there.is_object() && here.is_object()) {
    std::set<std::string> keys;
    for (const auto& [key, value] : there.items()) keys.insert(key);
    for (const auto& [key, value] : here.items()) keys.insert(key);
    for (const std::string& key : keys) {
      compare((name.empty() ? "" : name + " ") + key, there.value(key, json()), here.value(key, json()), text);
    }
    return;
  }
  text += (text.empty() ? "" : "; ") + name + " is " + shown(there) + " there and " + shown(here) + " here";
}

}  // namespace

void SearchFile::write(const std::string& path) const { write_file(path, to_json(*this).dump(1) + "\n"); }

SearchFile SearchFile::read(const std::string& path) {
  const std::string text = read_file(path);
  try {
    const json parsed = json::parse(text);
    if (parsed.at("format").get<int>() > format) {
      throw Error("'" + path + "' was written by a newer version of narrows: update narrows to go on with it");
    }
    return from_json(parsed);
  } catch (const json::exception& error) {
    throw Error("'" + path + "' is not the file of a search: " + error.what());
  }
}

json describe(const SearchOptions& options, const Dataset& dataset) {
  json spaces = json::array();
  for (const SearchSpace& space : options.spaces) spaces.push_back(space.name());
  json targets = json::array();
  for (const Target& target : options.all_targets()) targets.push_back(describe(target));
  json all = {{"data", dataset.name()},
              {"data digest", dataset.digest()},
              {"spaces", spaces},
              {"targets", targets},
              {"candidates", options.candidates},
              {"train", options.train},
              {"choose", name(options.choose)},
              {"select_on", name(options.select_on)},
              {"recipe", json::parse(options.recipe.to_json())},
              {"seed", options.seed},
              {"subset", options.subset},
              {"hours", options.hours}};
  if (options.spend != Spend::full) all["spend"] = name(options.spend);
  if (options.max_latency) all["max_latency"] = {{"ms", options.max_latency->ms}, {"device", options.device}};
  return all;
}

/** The same data may lie in a folder of another name by now. */
std::string differences(const json& there, json here) {
  std::string text;
  if (there.value("data digest", "") == here.value("data digest", "")) here["data"] = there.value("data", json());
  compare("", there, here, text);
  return text;
}

}  // namespace narrows
