#include "history_json.hpp"

#include <nlohmann/json.hpp>

#include "narrows/error.hpp"

namespace narrows {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EpochRecord, epoch, learning_rate, train_loss, train_accuracy, validation_accuracy,
                                   seconds, images_per_second)

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
