#include "database.hpp"

#include <sqlite3.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "latency_rows.hpp"
#include "narrows/error.hpp"
#include "schema.hpp"
#include "score_rows.hpp"

namespace narrows::store {
namespace {

constexpr int patience_ms = 20'000;  // For another process that is writing.

/** Write-ahead logs need memory shared between processes, which network and FUSE file systems do not give. */
bool on_network(const std::string& path) {
  constexpr std::array<unsigned long, 7> kinds = {0x6969,     0x517b,     0xfe534d42, 0xff534d42,
                                                  0x65735546, 0x00c36400, 0x01021997};
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return false;
  return std::find(kinds.begin(), kinds.end(), static_cast<unsigned long>(info.f_type) & 0xffffffff) != kinds.end();
}

/** Refuses what is not to be changed. */
void check(SQLite::Database& database) { check_version(database, static_cast<int>(migrations().size())); }

SQLite::Database connect_to_write(const std::string& path) {
  return {path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, patience_ms};
}

/** Gives the file a write-ahead log; nothing where that cannot be. */
std::optional<SQLite::Database> open_with_log(const std::string& path) {
  try {
    SQLite::Database database = connect_to_write(path);
    check(database);
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") return std::nullopt;
    database.exec("BEGIN IMMEDIATE");  // The log's shared memory is only asked for here.
    database.exec("COMMIT");
    return database;
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN && code != SQLITE_PROTOCOL) throw;
    return std::nullopt;
  }
}

/** Takes the log away. A file that has one is only read with shared memory, or by a connection that is the only one. */
void remove_log(const std::string& path) {
  SQLite::Database database = connect_to_write(path);
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  check(database);
  database.exec("PRAGMA journal_mode = DELETE");
}

SQLite::Database open_without_log(const std::string& path) {
  remove_log(path);
  return connect_to_write(path);
}

SQLite::Database open_to_write(const std::string& path) {
  std::optional<SQLite::Database> with_log = on_network(path) ? std::nullopt : open_with_log(path);
  SQLite::Database database = with_log ? *std::move(with_log) : open_without_log(path);
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = OFF");  // While tables are made anew.
  migrate(database, migrations());
  database.exec("PRAGMA foreign_keys = ON");
  add_latency_columns(database);
  add_score_columns(database);
  return database;
}

/** A log next to a database can only be read where its shared memory may be written. */
SQLite::Database open_to_read(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) throw Error("there are no results at '" + path + "'");
  try {
    SQLite::Database database(path, SQLite::OPEN_READONLY, patience_ms);
    check(database);
    return database;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_CANTOPEN && error.getErrorCode() != SQLITE_READONLY) throw;
  }
  return {"file:" + std::filesystem::absolute(path).string() + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI,
          patience_ms};
}

}  // namespace

SQLite::Database open(const std::string& path, Access access) {
  return guarded(path, [&] { return access == Access::read ? open_to_read(path) : open_to_write(path); });
}

std::string journal_mode(SQLite::Database& database) { return database.execAndGet("PRAGMA journal_mode").getString(); }

std::string explain(const SQLite::Exception& error, const std::string& path) {
  const std::string file = "'" + path + "'";
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return file + " is not a results database: it is no SQLite file";
    case SQLITE_CORRUPT:
      return file + " is damaged: " + error.what();
    case SQLITE_FULL:
      return "the disk is full: cannot write " + file;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return "cannot write " + file + ": " + error.what();
    case SQLITE_BUSY:
      return file + " is being written by another process: try again when it has finished";
    default:
      return file + ": " + error.what();
  }
}

}  // namespace narrows::store
