#include "latency_rows.hpp"

#include "columns.hpp"
#include "rows.hpp"

namespace narrows::store {

void add_latency_columns(SQLite::Database& database) { add_missing_columns<Latency>(database, "latencies"); }

void put_latency(SQLite::Database& database, std::int64_t network, std::int64_t device, const Latency& latency) {
  SQLite::Statement insert = prepared(
      database,
      "INSERT OR REPLACE INTO latencies (architecture_id, device_id, measured_at, " + detail::field_names<Latency>() +
          ") VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), " + placeholders<Latency>() + ")",
      network, device);
  bind_fields(insert, 3, latency);
  insert.exec();
}

std::string latency_columns(SQLite::Database& database) {
  return selected_columns<Latency>(database, "latencies", "l");
}

Latency read_latency(Reader& row) {
  Latency latency;
  read_fields(row, latency);
  return latency;
}

std::vector<StoredLatency> read_latencies(SQLite::Database& database, const std::string& device) {
  SQLite::Statement statement =
      prepared(database, "SELECT " + network_columns(database) + ", " + latency_columns(database) + R"sql(
FROM latencies l
JOIN architectures a ON a.id = l.architecture_id
JOIN devices d ON d.id = l.device_id
WHERE d.name = ?
ORDER BY l.measured_at, l.id)sql",
               device);
  std::vector<StoredLatency> latencies;
  while (statement.executeStep()) {
    Reader row(statement);
    StoredLatency& stored = latencies.emplace_back();
    stored.network = read_network(row);
    stored.device = device;
    stored.latency = read_latency(row);
  }
  return latencies;
}

}  // namespace narrows::store
