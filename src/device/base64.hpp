#pragma once

#include <string>
#include <string_view>

namespace narrows::device {

/** Bytes of padded base64 (RFC 4648, section 4); throws std::invalid_argument for anything else. */
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace narrows::device
