#include "rows.hpp"

#include "history_json.hpp"

namespace narrows::store {
namespace {

void bind(SQLite::Statement& statement, int index, const std::optional<double>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);
  }
}

template <class... Values>
SQLite::Statement prepared(SQLite::Database& database, const char* sql, const Values&... values) {
  SQLite::Statement statement(database, sql);
  int index = 0;
  (statement.bind(++index, values), ...);
  return statement;
}

std::optional<std::int64_t> first_number(SQLite::Statement statement) {
  if (!statement.executeStep()) return std::nullopt;
  return statement.getColumn(0).getInt64();
}

std::optional<double> maybe(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getDouble();
}

/** SQLite's whole numbers are signed; the bits are kept. */
std::int64_t as_signed(std::uint64_t seed) { return static_cast<std::int64_t>(seed); }

/** Reads the columns of a row one after another. */
class Reader {
 public:
  explicit Reader(SQLite::Statement& row) : row_(row) {}
  std::string text() { return next().getString(); }
  std::int64_t number() { return next().getInt64(); }
  int small() { return next().getInt(); }
  double real() { return next().getDouble(); }
  SQLite::Column next() { return row_.getColumn(column_++); }

 private:
  SQLite::Statement& row_;
  int column_ = 0;
};

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

StoredNetwork read_network(Reader& row) {
  StoredNetwork network;
  network.space = row.text();
  network.architecture = row.text();
  network.input_shape.channels = row.small();
  network.input_shape.height = row.small();
  network.input_shape.width = row.small();
  network.classes = row.small();
  network.cost.parameters = row.number();
  network.cost.macs = row.number();
  network.cost.weight_bytes = row.number();
  network.cost.peak_activation_bytes = row.number();
  return network;
}

void read_training(Reader& row, StoredTraining& training) {
  training.recipe = row.text();
  training.seed = static_cast<std::uint64_t>(row.number());
  training.source = row.text();
  training.validation_accuracy = maybe(row.next());
  training.test_accuracy = maybe(row.next());
  training.history = history_from_json(row.text());
  training.onnx = row.text();
  training.train_on = row.text();
}

Latency read_latency(Reader& row) {
  Latency latency;
  latency.engine = row.text();
  latency.threads = row.small();
  latency.mean_ms = row.real();
  latency.median_ms = row.real();
  latency.min_ms = row.real();
  latency.std_ms = row.real();
  latency.p90_ms = row.real();
  latency.low_ms = row.real();
  latency.high_ms = row.real();
  latency.repeats = row.small();
  latency.disturbed = row.small() != 0;
  return latency;
}

StoredResult read_result(SQLite::Statement& statement) {
  Reader row(statement);
  StoredResult result;
  result.id = row.number();
  read_training(row, result.training);
  result.training.dataset = read_dataset(row);
  result.training.network = read_network(row);
  if (const SQLite::Column device = row.next(); !device.isNull()) {
    result.device = device.getString();
    result.latency = read_latency(row);
  }
  return result;
}

}  // namespace

std::optional<std::int64_t> find_dataset(SQLite::Database& database, const StoredDataset& dataset) {
  return first_number(
      prepared(database, "SELECT id FROM datasets WHERE name = ? AND digest = ?", dataset.name, dataset.digest));
}

std::optional<std::int64_t> find_network(SQLite::Database& database, const StoredNetwork& network) {
  return first_number(prepared(database,
                               "SELECT id FROM architectures WHERE space = ? AND architecture = ? AND channels = ? AND "
                               "height = ? AND width = ? AND classes = ?",
                               network.space, network.architecture, network.input_shape.channels,
                               network.input_shape.height, network.input_shape.width, network.classes));
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
  if (const auto found = find_network(database, network)) return *found;
  prepared(database,
           "INSERT INTO architectures (space, architecture, channels, height, width, classes, parameters, macs, "
           "weight_bytes, peak_activation_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           network.space, network.architecture, network.input_shape.channels, network.input_shape.height,
           network.input_shape.width, network.classes, network.cost.parameters, network.cost.macs,
           network.cost.weight_bytes, network.cost.peak_activation_bytes)
      .exec();
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
               "validation_accuracy, test_accuracy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               network, dataset, training.recipe, as_signed(training.seed), training.source,
               history_to_json(training.history), training.onnx, training.train_on);
  bind(insert, 9, training.validation_accuracy);
  bind(insert, 10, training.test_accuracy);
  insert.exec();
  return database.getLastInsertRowid();
}

void put_latency(SQLite::Database& database, std::int64_t network, std::int64_t device, const Latency& latency) {
  prepared(database,
           "INSERT OR REPLACE INTO latencies (architecture_id, device_id, engine, threads, mean_ms, median_ms, min_ms, "
           "std_ms, p90_ms, low_ms, high_ms, repeats, disturbed, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
           "?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
           network, device, latency.engine, latency.threads, latency.mean_ms, latency.median_ms, latency.min_ms,
           latency.std_ms, latency.p90_ms, latency.low_ms, latency.high_ms, latency.repeats,
           static_cast<int>(latency.disturbed))
      .exec();
}

std::vector<StoredDataset> read_datasets(SQLite::Database& database) {
  SQLite::Statement statement(database,
                              "SELECT name, digest, classes, train_images, validation_images, test_images FROM "
                              "datasets ORDER BY id");
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

std::vector<StoredLatency> read_latencies(SQLite::Database& database, const std::string& device) {
  SQLite::Statement statement = prepared(database, R"sql(
SELECT a.space, a.architecture, a.channels, a.height, a.width, a.classes, a.parameters, a.macs, a.weight_bytes,
       a.peak_activation_bytes, l.engine, l.threads, l.mean_ms, l.median_ms, l.min_ms, l.std_ms, l.p90_ms, l.low_ms,
       l.high_ms, l.repeats, l.disturbed
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

std::vector<StoredResult> read_results(SQLite::Database& database, const std::string& device,
                                       std::optional<std::int64_t> training) {
  SQLite::Statement statement = prepared(database, R"sql(
SELECT t.id, t.recipe, t.seed, t.source, t.validation_accuracy, t.test_accuracy, t.history, t.onnx, t.train_on,
       s.name, s.digest, s.classes, s.train_images, s.validation_images, s.test_images,
       a.space, a.architecture, a.channels, a.height, a.width, a.classes, a.parameters, a.macs, a.weight_bytes,
       a.peak_activation_bytes, d.name, l.engine, l.threads, l.mean_ms, l.median_ms, l.min_ms, l.std_ms, l.p90_ms,
       l.low_ms, l.high_ms, l.repeats, l.disturbed
FROM trainings t
JOIN datasets s ON s.id = t.dataset_id
JOIN architectures a ON a.id = t.architecture_id
LEFT JOIN latencies l ON l.id = (
  SELECT latest.id FROM latencies latest JOIN devices wanted ON wanted.id = latest.device_id
  WHERE latest.architecture_id = a.id AND wanted.name = ?
  ORDER BY latest.measured_at DESC, latest.id DESC LIMIT 1)
LEFT JOIN devices d ON d.id = l.device_id
WHERE ? < 0 OR t.id = ?
ORDER BY t.id)sql",
                                         device, training.value_or(-1), training.value_or(-1));
  std::vector<StoredResult> results;
  while (statement.executeStep()) results.push_back(read_result(statement));
  return results;
}

}  // namespace narrows::store
