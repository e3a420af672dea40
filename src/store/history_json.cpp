#include "history_json.hpp"

#include <nlohmann/json.hpp>

#include "narrows/error.hpp"

namespace narrows {

using Json = nlohmann::json;

static void to_json(Json& json, const EpochRecord& record) {
  json = {{"epoch", record.epoch},
          {"learning_rate", record.learning_rate},
          {"train_loss", record.train_loss},
          {"train_accuracy", record.train_accuracy},
          {"validation_accuracy", record.validation_accuracy ? Json(*record.validation_accuracy) : Json()},
          {"seconds", record.seconds},
          {"images_per_second", record.images_per_second}};
}

static void from_json(const Json& json, EpochRecord& record) {
  json.at("epoch").get_to(record.epoch);
  json.at("learning_rate").get_to(record.learning_rate);
  json.at("train_loss").get_to(record.train_loss);
  json.at("train_accuracy").get_to(record.train_accuracy);
  if (const Json& value = json.at("validation_accuracy"); !value.is_null()) record.validation_accuracy = value;
  json.at("seconds").get_to(record.seconds);
  json.at("images_per_second").get_to(record.images_per_second);
}

namespace store {

std::string history_to_json(const std::vector<EpochRecord>& history) { return nlohmann::json(history).dump(); }

std::vector<EpochRecord> history_from_json(const std::string& json) {
  try {
    return nlohmann::json::parse(json).get<std::vector<EpochRecord>>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(std::string("the history of a training cannot be read: ") + error.what());
  }
}

}  // namespace store
}  // namespace narrows
