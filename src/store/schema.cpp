#include "schema.hpp"

#include "narrows/error.hpp"

namespace narrows::store {
namespace {

constexpr const char* version_1 = R"sql(
CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  classes INTEGER NOT NULL,
  train_images INTEGER NOT NULL,
  validation_images INTEGER NOT NULL,
  test_images INTEGER NOT NULL,
  UNIQUE (name, digest)
) STRICT;

CREATE TABLE architectures (
  id INTEGER PRIMARY KEY,
  space TEXT NOT NULL,
  architecture TEXT NOT NULL,
  channels INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  classes INTEGER NOT NULL,
  parameters INTEGER NOT NULL,
  macs INTEGER NOT NULL,
  weight_bytes INTEGER NOT NULL,
  peak_activation_bytes INTEGER NOT NULL,
  UNIQUE (space, architecture, channels, height, width, classes)
) STRICT;

CREATE TABLE trainings (
  id INTEGER PRIMARY KEY,
  architecture_id INTEGER NOT NULL REFERENCES architectures (id),
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  recipe TEXT NOT NULL,
  seed INTEGER NOT NULL,
  source TEXT NOT NULL,
  validation_accuracy REAL CHECK (validation_accuracy BETWEEN 0 AND 1),
  test_accuracy REAL CHECK (test_accuracy BETWEEN 0 AND 1),
  history TEXT NOT NULL,
  onnx TEXT NOT NULL,
  train_on TEXT NOT NULL,
  finished_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  UNIQUE (architecture_id, dataset_id, recipe, seed, source)
) STRICT;

CREATE TABLE devices (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL
) STRICT;

CREATE TABLE latencies (
  id INTEGER PRIMARY KEY,
  architecture_id INTEGER NOT NULL REFERENCES architectures (id),
  device_id INTEGER NOT NULL REFERENCES devices (id),
  engine TEXT NOT NULL,
  threads INTEGER NOT NULL,
  mean_ms REAL NOT NULL,
  median_ms REAL NOT NULL,
  min_ms REAL NOT NULL,
  std_ms REAL NOT NULL,
  p90_ms REAL NOT NULL,
  low_ms REAL NOT NULL,
  high_ms REAL NOT NULL,
  repeats INTEGER NOT NULL,
  disturbed INTEGER NOT NULL,
  measured_at TEXT NOT NULL,
  UNIQUE (architecture_id, device_id, engine, threads)
) STRICT;

CREATE INDEX latencies_of_device ON latencies (device_id, architecture_id);
)sql";

/** From here on the columns of latencies follow the fields of Latency: those that a table lacks are added whenever it
 * is opened to be written (`add_latency_columns`). So are those of trainings that hold scores (`add_score_columns`). */
constexpr const char* version_2 = "";

/** An edited space makes other networks of the same values: they are told apart by their fingerprints. A table cannot
 * lose a constraint, so it is made anew (https://www.sqlite.org/lang_altertable.html, section 7). */
constexpr const char* version_3 = R"sql(
CREATE TABLE new_architectures (
  id INTEGER PRIMARY KEY,
  space TEXT NOT NULL,
  architecture TEXT NOT NULL,
  channels INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  classes INTEGER NOT NULL,
  parameters INTEGER NOT NULL,
  macs INTEGER NOT NULL,
  weight_bytes INTEGER NOT NULL,
  peak_activation_bytes INTEGER NOT NULL,
  fingerprint TEXT NOT NULL DEFAULT '',
  UNIQUE (space, architecture, channels, height, width, classes, fingerprint)
) STRICT;
INSERT INTO new_architectures (id, space, architecture, channels, height, width, classes, parameters, macs,
                               weight_bytes, peak_activation_bytes)
SELECT id, space, architecture, channels, height, width, classes, parameters, macs, weight_bytes,
       peak_activation_bytes FROM architectures;
DROP TABLE architectures;
ALTER TABLE new_architectures RENAME TO architectures;
)sql";

constexpr const char* steps_in_order[] = {version_1, version_2, version_3};

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

bool empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
}

}  // namespace

std::span<const char* const> migrations() { return steps_in_order; }

void check_version(SQLite::Database& database, int newest) {
  const std::string file = "'" + database.getFilename() + "'";
  if (empty(database)) return;
  if (pragma(database, "application_id") != application_id) {
    throw Error(file + " is an SQLite database, but not one of results");
  }
  const int version = pragma(database, "user_version");
  if (version > newest) {
    throw Error(file + " was written by a newer version of narrows (schema " + std::to_string(version) +
                ", this version knows " + std::to_string(newest) + "): update narrows to open it");
  }
}

void migrate(SQLite::Database& database, std::span<const char* const> steps) {
  const auto newest = static_cast<int>(steps.size());
  check_version(database, newest);
  if (pragma(database, "user_version") == newest) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Read again inside the transaction: another process may have migrated meanwhile.
    for (int version = pragma(database, "user_version"); version < newest; ++version) database.exec(steps[version]);
    database.exec("PRAGMA user_version = " + std::to_string(newest));
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    database.exec("COMMIT");
  } catch (...) {
    database.tryExec("ROLLBACK");
    throw;
  }
}

}  // namespace narrows::store
