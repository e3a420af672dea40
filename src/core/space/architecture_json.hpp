#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "narrows/architecture.hpp"

namespace narrows {

/** {"n": [6, 12, 24, 16], "g": 32}: groups as lists, arrangements as lists of digits, in the schema's order. */
nlohmann::ordered_json values_json(const Schema& schema, std::span<const int> values);

/** The values in the schema's order from what values_json gives, or from single names ("n1": 6). */
std::vector<int> values_from_json(const Schema& schema, const nlohmann::ordered_json& json);

}  // namespace narrows
