#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "narrows/results_store.hpp"
#include "statement.hpp"

/** Between the values of the interface and the rows of the tables. */
namespace narrows::store {

/** Each gives the row's number, adding the row if it is not there. */
std::int64_t put_dataset(SQLite::Database& database, const StoredDataset& dataset);
std::int64_t put_network(SQLite::Database& database, const StoredNetwork& network);
std::int64_t put_device(SQLite::Database& database, const StoredDevice& device);
std::int64_t put_training(SQLite::Database& database, const StoredTraining& training);

[[nodiscard]] std::optional<std::int64_t> find_dataset(SQLite::Database& database, const StoredDataset& dataset);
[[nodiscard]] std::optional<std::int64_t> find_network(SQLite::Database& database, const StoredNetwork& network);
[[nodiscard]] std::optional<std::int64_t> find_training(SQLite::Database& database, const StoredTraining& training);

[[nodiscard]] std::vector<StoredDataset> read_datasets(SQLite::Database& database);
[[nodiscard]] std::vector<StoredDevice> read_devices(SQLite::Database& database);

/** The columns of a data set, of `datasets s`, and their reader. */
inline constexpr const char* dataset_columns =
    "s.name, s.digest, s.classes, s.train_images, s.validation_images, s.test_images";
[[nodiscard]] StoredDataset read_dataset(Reader& row);

/** The columns of a network, of `architectures a`, and their reader. */
[[nodiscard]] std::string network_columns(SQLite::Database& database);
[[nodiscard]] StoredNetwork read_network(Reader& row);

}  // namespace narrows::store
