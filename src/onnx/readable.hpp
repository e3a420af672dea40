#pragma once

#include <string>
#include <string_view>

// Texts of a file in messages.
namespace narrows::onnx_format {

/** The text with '?' for everything but printable ASCII. */
[[nodiscard]] std::string printable(std::string text);

/** A name as it can be shown: cut, and printable. */
[[nodiscard]] std::string readable(std::string_view name);

}  // namespace narrows::onnx_format
