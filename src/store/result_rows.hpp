#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "narrows/results_store.hpp"

namespace narrows::store {

/** All trainings (or that of one number) with the latest latency on one device, the front not yet marked. */
[[nodiscard]] std::vector<StoredResult> read_results(SQLite::Database& database, const std::string& device,
                                                     std::optional<std::int64_t> training = std::nullopt);

}  // namespace narrows::store
