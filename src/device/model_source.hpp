#pragma once

#include <string>

#include "json.hpp"
#include "narrows/model.hpp"

namespace narrows::device {

/**
 * The model that an object stands for:
 *
 * - {"onnx": "base64 of the file"};
 * - {"architecture": {"space": ..., "values": ...}, "input_shape": [3, 32, 32], "classes": 10}, the last two as here
 *   unless given, with freshly initialised weights: time does not depend on them;
 * - an architecture alone: {"space": ..., "values": ...}.
 *
 * Throws std::invalid_argument or Error, saying what is wrong.
 */
[[nodiscard]] Model model_from_json(const Json& json);

/** An ONNX file, or what model_from_json reads in a file that ends in .json; throws Error, naming the file. */
[[nodiscard]] Model read_model(const std::string& path);

}  // namespace narrows::device
