#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "narrows/inference_session.hpp"
#include "narrows/latency.hpp"

namespace narrows::device {

using Json = nlohmann::ordered_json;

/** Every field by its name. */
[[nodiscard]] Json to_json(const Latency& latency);
[[nodiscard]] Json to_json(const OperatorTime& step);

/** On one line, whatever bytes its texts hold. */
[[nodiscard]] std::string to_line(const Json& json);

/** Throws std::invalid_argument for what is not JSON, or is nested deeper than any request. */
[[nodiscard]] Json parse(std::string_view text);

}  // namespace narrows::device
