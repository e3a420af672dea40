#pragma once

#include <cstdint>
#include <vector>

#include "formats.hpp"

namespace narrows::formats {

/** How a format packs by LZW. */
struct LzwKind {
  int bits;         ///< Of one value; the codes behind them are "clear" and "end".
  bool high_first;  ///< Codes begin at the high bit of a byte, as in a TIFF; else at the low one, as in a GIF.
  bool early;       ///< Codes grow by a bit one code earlier than they have to, as in a TIFF.
};

/** At most `count` values; fewer where the packed bytes end before. Throws Error for a code that cannot be. */
[[nodiscard]] std::vector<std::uint8_t> unpack_lzw(Bytes packed, const LzwKind& kind, std::size_t count);

}  // namespace narrows::formats
