#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <concepts>
#include <cstdint>
#include <set>
#include <string>

#include "narrows/detail/fields.hpp"
#include "narrows/detail/numbers.hpp"
#include "statement.hpp"

/** Values that list their fields, as columns of a table: a column for each field, of the field's name. */
namespace narrows::store {

using detail::Fielded;

inline std::string literal(const std::string& text) { return "'" + text + "'"; }
inline std::string literal(double value) { return detail::general(value, 17); }
inline std::string literal(std::integral auto value) { return std::to_string(static_cast<long long>(value)); }

inline const char* sql_type(const std::string&) { return "TEXT"; }
inline const char* sql_type(double) { return "REAL"; }
inline const char* sql_type(std::integral auto) { return "INTEGER"; }

/** The names of a table's columns. */
inline std::set<std::string> columns_of(SQLite::Database& database, const std::string& table) {
  std::set<std::string> names;
  SQLite::Statement info(database, "PRAGMA table_info(" + table + ")");
  while (info.executeStep()) names.insert(info.getColumn("name").getString());
  return names;
}

/** Whether a table has a column for every field. */
template <Fielded T>
bool has_columns(SQLite::Database& database, const std::string& table) {
  const std::set<std::string> there = columns_of(database, table);
  bool all = true;
  T::for_each_field([&](const char* name, auto) { all = all && there.contains(name); });
  return all;
}

/** Adds the columns that a table lacks; rows that are there get what the field has in T{}. */
template <Fielded T>
void add_columns(SQLite::Database& database, const std::string& table) {
  const std::set<std::string> there = columns_of(database, table);
  T::for_each_field([&](const char* name, auto member) {
    if (there.contains(name)) return;
    const auto initial = T{}.*member;
    database.exec("ALTER TABLE " + table + " ADD COLUMN " + name + " " + sql_type(initial) + " NOT NULL DEFAULT " +
                  literal(initial));
  });
}

/** The same in a transaction of its own, if the table lacks any. */
template <Fielded T>
void add_missing_columns(SQLite::Database& database, const std::string& table) {
  if (has_columns<T>(database, table)) return;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  add_columns<T>(database, table);  // looks again: another process may have added them meanwhile
  transaction.commit();
}

/** What to select for `read_fields`: "l.mean_ms, l.median_ms, ...", NULL for a column that the table lacks. */
template <Fielded T>
std::string selected_columns(SQLite::Database& database, const std::string& table, const std::string& alias) {
  const std::set<std::string> there = columns_of(database, table);
  std::string names;
  T::for_each_field([&](const char* name, auto) {
    names += (names.empty() ? "" : ", ") + (there.contains(name) ? alias + "." + name : "NULL");
  });
  return names;
}

/** As many question marks as T has fields: "?, ?, ?". */
template <Fielded T>
std::string placeholders() {
  std::string marks;
  T::for_each_field([&](const char*, auto) { marks += marks.empty() ? "?" : ", ?"; });
  return marks;
}

inline void bind(SQLite::Statement& statement, int index, const std::string& text) { statement.bind(index, text); }
inline void bind(SQLite::Statement& statement, int index, double value) { statement.bind(index, value); }
void bind(SQLite::Statement& statement, int index, std::integral auto value) {
  statement.bind(index, static_cast<std::int64_t>(value));
}

/** Binds all fields, the first to question mark `index`. */
template <Fielded T>
void bind_fields(SQLite::Statement& statement, int index, const T& value) {
  T::for_each_field([&](const char*, auto member) { bind(statement, index++, value.*member); });
}

inline void read(const SQLite::Column& column, std::string& text) { text = column.getString(); }
inline void read(const SQLite::Column& column, double& value) { value = column.getDouble(); }
template <std::integral Number>
void read(const SQLite::Column& column, Number& value) {
  value = static_cast<Number>(column.getInt64());
}

/** Reads all fields; one that is NULL stays as it is. */
template <Fielded T>
void read_fields(Reader& row, T& value) {
  T::for_each_field([&](const char*, auto member) {
    const SQLite::Column column = row.next();
    if (!column.isNull()) read(column, value.*member);
  });
}

}  // namespace narrows::store
