#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <string>

#include "narrows/error.hpp"
#include "narrows/results_store.hpp"

namespace narrows::store {

/** Opens the file with foreign keys on, waits for other processes, and migrates it if it is opened for writing. */
[[nodiscard]] SQLite::Database open(const std::string& path, Access access);

/** "wal" or "delete". */
[[nodiscard]] std::string journal_mode(SQLite::Database& database);

/** The message a user can act on. */
[[nodiscard]] std::string explain(const SQLite::Exception& error, const std::string& path);

/** Runs `work`; what SQLite throws becomes an Error that names the file. */
template <class Work>
auto guarded(const std::string& path, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw Error(explain(error, path));
  }
}

}  // namespace narrows::store
