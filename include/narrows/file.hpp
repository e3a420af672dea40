#pragma once

#include <span>
#include <string>
#include <string_view>

namespace narrows {

/**
 * Writes a file in one step: beside it first, then renamed, so that a reader sees the old file or the new one, never a
 * half, not even after a power cut. Throws Error, naming the file, if that fails (a full disk, no such folder); nothing
 * is left behind then.
 */
void write_file(const std::string& path, std::string_view bytes);
/** One piece behind the other. */
void write_file(const std::string& path, std::span<const std::string_view> pieces);

/** The bytes of a regular file; throws Error, naming the file, if it cannot be read or has more than `limit` bytes. */
[[nodiscard]] std::string read_file(const std::string& path, std::size_t limit = std::size_t{1} << 31);

}  // namespace narrows
