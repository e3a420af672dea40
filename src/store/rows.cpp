#include "rows.hpp"

#include "columns.hpp"
#include "history_json.hpp"
#include "score_rows.hpp"

namespace narrows::store {
namespace {

void bind(SQLite::Statement& statement, int index, const std::optional<double>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);
  }
}

/** A network that was stored without a fingerprint gets it once it is known. */
std::int64_t with_fingerprint(SQLite::Database& database, std::int64_t id, const StoredNetwork& network) {
  prepared(database, "UPDATE architectures SET fingerprint = ? WHERE id = ? AND fingerprint = ''", network.fingerprint,
           id)
      .exec();
  return id;
}

/** SQLite's whole numbers are signed; the bits are kept. */
std::int64_t as_signed(std::uint64_t seed) { return static_cast<std::int64_t>(seed); }

}  // namespace

StoredDataset read_dataset(Reader& row) {
  StoredDataset dataset;
  dataset.name = row.text();
  dataset.digest = row.text();
  dataset.classes = row.small();
  dataset.train_images = row.number();
  dataset.validation_images = row.number();
  dataset.test_images = row.number();
  return dataset;
}

std::string network_columns(SQLite::Database& database) {
  const bool fingerprinted = columns_of(database, "architectures").contains("fingerprint");
  return "a.space, a.architecture, a.channels, a.height, a.width, a.classes, " + detail::field_names<Cost>("a.") +
         (fingerprinted ? ", a.fingerprint" : ", ''");
}

StoredNetwork read_network(Reader& row) {
  StoredNetwork network;
  network.space = row.text();
  network.architecture = row.text();
  network.input_shape.channels = row.small();
  network.input_shape.height = row.small();
  network.input_shape.width = row.small();
  network.classes = row.small();
  read_fields(row, network.cost);
  network.fingerprint = row.text();
  return network;
}

std::optional<std::int64_t> find_dataset(SQLite::Database& database, const StoredDataset& dataset) {
  return first_number(
      prepared(database, "SELECT id FROM datasets WHERE name = ? AND digest = ?", dataset.name, dataset.digest));
}

std::optional<std::int64_t> find_network(SQLite::Database& database, const StoredNetwork& network) {
  const Shape& shape = network.input_shape;
  SQLite::Statement found = prepared(
      database,
      "SELECT id FROM architectures WHERE space = ? AND architecture = ? AND channels = ? AND height = ? AND "
      "width = ? AND classes = ? AND (fingerprint = ?7 OR ('' IN (fingerprint, ?7) AND (" +
          detail::field_names<Cost>() + ") = (" + placeholders<Cost>() + "))) ORDER BY fingerprint = ?7 DESC, id",
      network.space, network.architecture, shape.channels, shape.height, shape.width, network.classes,
      network.fingerprint);
  bind_fields(found, 8, network.cost);
  return first_number(std::move(found));
}

std::optional<std::int64_t> find_training(SQLite::Database& database, const StoredTraining& training) {
  const auto network = find_network(database, training.network);
  const auto dataset = find_dataset(database, training.dataset);
  if (!network || !dataset) return std::nullopt;
  return first_number(prepared(database,
                               "SELECT id FROM trainings WHERE architecture_id = ? AND dataset_id = ? AND recipe = ? "
                               "AND seed = ? AND source = ?",
                               *network, *dataset, training.recipe, as_signed(training.seed), training.source));
}

std::int64_t put_dataset(SQLite::Database& database, const StoredDataset& dataset) {
  if (const auto found = find_dataset(database, dataset)) return *found;
  prepared(database,
           "INSERT INTO datasets (name, digest, classes, train_images, validation_images, test_images) VALUES (?, ?, "
           "?, ?, ?, ?)",
           dataset.name, dataset.digest, dataset.classes, dataset.train_images, dataset.validation_images,
           dataset.test_images)
      .exec();
  return database.getLastInsertRowid();
}

std::int64_t put_network(SQLite::Database& database, const StoredNetwork& network) {
  if (const auto found = find_network(database, network)) return with_fingerprint(database, *found, network);
  const Shape& shape = network.input_shape;
  SQLite::Statement insert =
      prepared(database,
               "INSERT INTO architectures (space, architecture, channels, height, width, classes, fingerprint, " +
                   detail::field_names<Cost>() + ") VALUES (?, ?, ?, ?, ?, ?, ?, " + placeholders<Cost>() + ")",
               network.space, network.architecture, shape.channels, shape.height, shape.width, network.classes,
               network.fingerprint);
  bind_fields(insert, 8, network.cost);
  insert.exec();
  return database.getLastInsertRowid();
}

std::int64_t put_device(SQLite::Database& database, const StoredDevice& device) {
  prepared(database,
           "INSERT INTO devices (name, description) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET description = "
           "excluded.description WHERE excluded.description <> ''",
           device.name, device.description)
      .exec();
  return *first_number(prepared(database, "SELECT id FROM devices WHERE name = ?", device.name));
}

std::int64_t put_training(SQLite::Database& database, const StoredTraining& training) {
  if (const auto found = find_training(database, training)) return *found;
  const std::int64_t network = put_network(database, training.network);
  const std::int64_t dataset = put_dataset(database, training.dataset);
  SQLite::Statement insert =
      prepared(database,
               "INSERT INTO trainings (architecture_id, dataset_id, recipe, seed, source, history, onnx, train_on, "
               "validation_accuracy, test_accuracy, " +
                   detail::field_names<ScoreColumns>() + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " +
                   placeholders<ScoreColumns>() + ")",
               network, dataset, training.recipe, as_signed(training.seed), training.source,
               history_to_json(training.history), training.onnx, training.train_on);
  bind(insert, 9, training.validation_accuracy);
  bind(insert, 10, training.test_accuracy);
  const ScoreColumns scores = {scores_to_text(training.validation_scores), scores_to_text(training.test_scores)};
  bind_fields(insert, 11, scores);
  insert.exec();
  return database.getLastInsertRowid();
}

std::vector<StoredDataset> read_datasets(SQLite::Database& database) {
  SQLite::Statement statement =
      prepared(database, std::string("SELECT ") + dataset_columns + " FROM datasets s ORDER BY s.id");
  std::vector<StoredDataset> datasets;
  while (statement.executeStep()) {
    Reader row(statement);
    datasets.push_back(read_dataset(row));
  }
  return datasets;
}

std::vector<StoredDevice> read_devices(SQLite::Database& database) {
  SQLite::Statement statement(database, "SELECT name, description FROM devices ORDER BY id");
  std::vector<StoredDevice> devices;
  while (statement.executeStep()) {
    devices.push_back({statement.getColumn(0).getString(), statement.getColumn(1).getString()});
  }
  return devices;
}

}  // namespace narrows::store
