#pragma once

#include <string>
#include <vector>

#include "narrows/training.hpp"

namespace narrows::store {

/** The epochs of a training as the database keeps them. */
[[nodiscard]] std::string history_to_json(const std::vector<EpochRecord>& history);
[[nodiscard]] std::vector<EpochRecord> history_from_json(const std::string& json);

}  // namespace narrows::store
