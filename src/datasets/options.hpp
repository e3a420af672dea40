#pragma once

#include <nlohmann/json.hpp>

#include "narrows/datasets.hpp"

namespace narrows::datasets {

/** What of the options decides the result, for Dataset::source(). */
[[nodiscard]] nlohmann::ordered_json to_json(const LoadOptions& options);
/** Throws a nlohmann exception for JSON that to_json() does not write. */
[[nodiscard]] LoadOptions options_of(const nlohmann::ordered_json& json);

}  // namespace narrows::datasets
