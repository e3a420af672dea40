#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string>
#include <vector>

#include "narrows/results_store.hpp"

/** Between the values of the interface and the rows of the tables. */
namespace narrows::store {

/** Each gives the row's number, adding the row if it is not there. */
std::int64_t put_dataset(SQLite::Database& database, const StoredDataset& dataset);
std::int64_t put_network(SQLite::Database& database, const StoredNetwork& network);
std::int64_t put_device(SQLite::Database& database, const StoredDevice& device);
std::int64_t put_training(SQLite::Database& database, const StoredTraining& training);
void put_latency(SQLite::Database& database, std::int64_t network, std::int64_t device, const Latency& latency);

[[nodiscard]] std::optional<std::int64_t> find_dataset(SQLite::Database& database, const StoredDataset& dataset);
[[nodiscard]] std::optional<std::int64_t> find_network(SQLite::Database& database, const StoredNetwork& network);
[[nodiscard]] std::optional<std::int64_t> find_training(SQLite::Database& database, const StoredTraining& training);

[[nodiscard]] std::vector<StoredDataset> read_datasets(SQLite::Database& database);
[[nodiscard]] std::vector<StoredDevice> read_devices(SQLite::Database& database);

/** All trainings (or that of one number) with the latest latency on one device, the front not yet marked. */
[[nodiscard]] std::vector<StoredLatency> read_latencies(SQLite::Database& database, const std::string& device);
[[nodiscard]] std::vector<StoredResult> read_results(SQLite::Database& database, const std::string& device,
                                                     std::optional<std::int64_t> training = std::nullopt);

}  // namespace narrows::store
