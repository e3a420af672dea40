#pragma once

#include <SQLiteCpp/Database.h>

#include <span>
#include <string>

namespace narrows::store {

/** Marks a file as ours: "nrws". */
inline constexpr int application_id = 0x6e727773;

/** Step i brings a database of version i to version i + 1. Only ever append. */
[[nodiscard]] std::span<const char* const> migrations();

/** Throws Error unless the file is empty or a results database of at most version `newest`. */
void check_version(SQLite::Database& database, int newest);

/** Runs the steps that the database still needs, all in one transaction; foreign keys must not be checked yet. */
void migrate(SQLite::Database& database, std::span<const char* const> steps);

}  // namespace narrows::store
