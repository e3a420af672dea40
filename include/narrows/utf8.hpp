#pragma once

#include <string>
#include <string_view>

namespace narrows {

/** Whether the bytes are UTF-8: JSON, Python and ONNX take no other text. */
[[nodiscard]] bool is_utf8(std::string_view text);

/** The text with '?' for each byte that is not of UTF-8, for messages: names of files may hold any bytes. */
[[nodiscard]] std::string as_utf8(std::string_view text);

}  // namespace narrows
