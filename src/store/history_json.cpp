#include "history_json.hpp"

#include <nlohmann/json.hpp>

#include "narrows/detail/fields.hpp"
#include "narrows/error.hpp"

namespace narrows {

using Json = nlohmann::json;

static void to_json(Json& json, const EpochRecord& record) { json = detail::fields_to_json<Json>(record); }
static void from_json(const Json& json, EpochRecord& record) { detail::fields_from_json(json, record); }

namespace store {

std::string history_to_json(const std::vector<EpochRecord>& history) { return Json(history).dump(); }

std::vector<EpochRecord> history_from_json(const std::string& json) {
  try {
    return Json::parse(json).get<std::vector<EpochRecord>>();
  } catch (const Json::exception& error) {
    throw Error(std::string("the history of a training cannot be read: ") + error.what());
  }
}

}  // namespace store
}  // namespace narrows
