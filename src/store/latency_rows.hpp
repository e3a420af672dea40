#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <vector>

#include "narrows/results_store.hpp"
#include "statement.hpp"

/** The table of latencies: its columns are the fields of Latency. */
namespace narrows::store {

/** Gives a table that was made before Latency had all its fields the columns it lacks. */
void add_latency_columns(SQLite::Database& database);

/** Replaces the latency of the same network, device, engine and threads. */
void put_latency(SQLite::Database& database, std::int64_t network, std::int64_t device, const Latency& latency);

/** All of one device, in the order they were measured in. */
[[nodiscard]] std::vector<StoredLatency> read_latencies(SQLite::Database& database, const std::string& device);

/** The columns of a latency, of `latencies l`, and their reader; fields that the table lacks are as in Latency{}. */
[[nodiscard]] std::string latency_columns(SQLite::Database& database);
[[nodiscard]] Latency read_latency(Reader& row);

}  // namespace narrows::store
