#include "narrows/paper/released_results.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "narrows/error.hpp"
#include "narrows/paper/network.hpp"

namespace narrows::paper {
namespace {

using Json = nlohmann::json;

constexpr std::string_view space_prefix = "random_net_";
constexpr std::string_view latency_suffix = "_ms";
constexpr std::string_view deviation_suffix = "_std_ms";

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

/** The rows of a JSON list, or of JSON lines. */
std::vector<Json> parse(const std::string& path, const std::string& text) {
  std::vector<Json> rows;
  try {
    if (text.find_first_not_of(" \t\r\n") != std::string::npos && text[text.find_first_not_of(" \t\r\n")] == '[')
      return Json::parse(text).get<std::vector<Json>>();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      if (text.find_first_not_of(" \t\r", begin) < end) rows.push_back(Json::parse(text.substr(begin, end - begin)));
      begin = end + 1;
    }
  } catch (const Json::exception& error) {
    const std::string row = rows.empty() ? "" : ", line " + std::to_string(rows.size() + 1);
    throw Error(path + row + ": expected a JSON list or JSON lines of released results: " + error.what());
  }
  return rows;
}

/** A field that must be there. */
const Json& field(const Json& row, const char* name, const std::string& where) {
  if (!row.is_object() || !row.contains(name)) throw Error(where + ": expected a field \"" + name + '"');
  return row[name];
}

std::string text(const Json& row, const char* name, const std::string& where) {
  const Json& value = field(row, name, where);
  if (!value.is_string()) throw Error(where + ": \"" + name + "\" must be text, is " + value.dump());
  return value;
}

double number(const Json& row, const char* name, const std::string& where) {
  const Json& value = field(row, name, where);
  if (!value.is_number() || value.get<double>() < 0)
    throw Error(where + ": \"" + name + "\" must be a number of at least 0, is " + value.dump());
  return value;
}

std::int64_t whole(const Json& row, const char* name, const std::string& where) {
  const double value = number(row, name, where);
  if (value != std::floor(value) || value > 1e15)
    throw Error(where + ": \"" + name + "\" must be a whole number, is " + row[name].dump());
  return static_cast<std::int64_t>(value);
}

std::uint32_t identifier(const Json& row, const std::string& where) {
  const std::int64_t id = whole(row, "id", where);
  if (id > 0xFFFFFFFFLL) throw Error(where + ": \"id\" must be less than 2^32, is " + std::to_string(id));
  return static_cast<std::uint32_t>(id);
}

ReleasedResult read_row(const Json& row, const char* space, const char* accuracy, const std::string& where) {
  ReleasedResult result;
  result.space = text(row, space, where);
  if (result.space.starts_with(space_prefix)) result.space.erase(0, space_prefix.size());
  result.law = text(row, "law", where);
  result.id = identifier(row, where);
  result.params = whole(row, "params", where);
  result.flops = whole(row, "flops", where);
  result.accuracy = number(row, accuracy, where);
  if (*result.accuracy > 1)
    throw Error(where + ": \"" + accuracy + "\" must be a share of 1, is " + row[accuracy].dump());
  result.where = where;
  return result;
}

/** The device that a released file's name tells of. */
std::string device_of(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (char& letter : name) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  if (name.find("rasp") != std::string::npos || name.find("pi3") != std::string::npos) return "pi3bplus";
  if (name.find("mac") != std::string::npos) return "macbook";
  throw Error(path + ": its name does not tell the device; name it");
}

/** A row of the authors' lists: one device. */
void read_list_row(const Json& row, const std::string& where, const std::string& device,
                   std::vector<ReleasedResult>& results) {
  ReleasedResult result = read_row(row, "spacename", "acc", where);
  result.device = device;
  result.latency_ms = number(row, "t_avg", where);
  result.latency_std_ms = number(row, "t_std", where);
  results.push_back(std::move(result));
}

/** A row with a pair of columns for each device. */
void read_line_row(const Json& row, const std::string& where, std::vector<ReleasedResult>& results) {
  ReleasedResult result = read_row(row, "space", "cifar10_accuracy", where);
  const std::size_t before = results.size();
  for (const auto& [key, value] : row.items()) {
    if (!key.ends_with(latency_suffix) || key.ends_with(deviation_suffix)) continue;
    result.device = key.substr(0, key.size() - latency_suffix.size());
    result.latency_ms = number(row, key.c_str(), where);
    result.latency_std_ms = number(row, (result.device + std::string(deviation_suffix)).c_str(), where);
    results.push_back(result);
  }
  if (results.size() == before) results.push_back(std::move(result));
}

}  // namespace

std::vector<ReleasedResult> read_released_results(const std::string& path, const std::string& device) {
  const std::vector<Json> rows = parse(path, read_text(path));
  if (rows.empty()) throw Error(path + ": holds no results");
  std::vector<ReleasedResult> results;
  std::string list_device = device;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = path + ", row " + std::to_string(i + 1);
    if (!rows[i].is_object()) throw Error(where + ": expected an object, found " + rows[i].type_name());
    if (!rows[i].contains("spacename")) {
      read_line_row(rows[i], where, results);
      continue;
    }
    if (list_device.empty()) list_device = device_of(path);
    read_list_row(rows[i], where, list_device, results);
  }
  return results;
}

}  // namespace narrows::paper
