#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <string>

namespace narrows::store {

/** A statement with values for its first question marks, in order. */
template <class... Values>
SQLite::Statement prepared(SQLite::Database& database, const std::string& sql, const Values&... values) {
  SQLite::Statement statement(database, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  return statement;
}

/** The first column of the first row, if there is a row. */
inline std::optional<std::int64_t> first_number(SQLite::Statement statement) {
  if (!statement.executeStep()) return std::nullopt;
  return statement.getColumn(0).getInt64();
}

/** Reads the columns of a row one after another. */
class Reader {
 public:
  explicit Reader(SQLite::Statement& row) : row_(row) {}
  std::string text() { return next().getString(); }
  std::int64_t number() { return next().getInt64(); }
  int small() { return next().getInt(); }
  std::optional<double> maybe() {
    const SQLite::Column column = next();
    return column.isNull() ? std::nullopt : std::optional(column.getDouble());
  }
  SQLite::Column next() { return row_.getColumn(column_++); }

 private:
  SQLite::Statement& row_;
  int column_ = 0;
};

}  // namespace narrows::store
