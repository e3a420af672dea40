#include "schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <span>

#include "message_of.hpp"
#include "narrows/error.hpp"
#include "samples.hpp"
#include "temporary_folder.hpp"

using namespace narrows;
using namespace samples;

TEST_CASE("a store written before latencies had all their fields is read as it is, and completed when written to") {
  const TemporaryFolder folder;
  const std::string path = folder / "results.db";
  {
    ResultsStore store(path);
    store.put(network(8), {"local", ""}, latency(2));
  }
  {
    SQLite::Database database(path, SQLite::OPEN_READWRITE);
    for (const char* name : {"blocks", "cpu", "temperature_c"})
      database.exec(std::string("ALTER TABLE latencies DROP COLUMN ") + name);
    database.exec("PRAGMA user_version = 1");
  }
  CHECK(ResultsStore(path, Access::read).latencies("local").at(0).latency == latency(2));
  ResultsStore store(path);
  CHECK(store.latencies("local").at(0).latency == latency(2));
  Latency newer = latency(1);
  newer.cpu = "Cortex-A72";
  newer.blocks = 7;
  store.put(network(8), {"local", ""}, newer);
  CHECK(store.latencies("local").at(0).latency == newer);
  CHECK(SQLite::Database(path).execAndGet("PRAGMA user_version").getInt() == ResultsStore::schema_version());
}

TEST_CASE("the scores of the classes come back, and a store written before there were any gets its columns") {
  const TemporaryFolder folder;
  const std::string path = folder / "results.db";
  (void)ResultsStore(path).put(training(8, 0.75));
  {
    SQLite::Database database(path, SQLite::OPEN_READWRITE);
    for (const char* name : {"validation_scores", "test_scores"})
      database.exec(std::string("ALTER TABLE trainings DROP COLUMN ") + name);
  }
  CHECK(ResultsStore(path, Access::read).results().at(0).training.validation_scores.empty());
  ResultsStore store(path);
  CHECK(store.results().at(0).training.validation_scores.empty());
  StoredTraining scored = training(9, 0.5);
  scored.validation_scores = {{3, 4}, {0, 0}, {1, 4}};
  CHECK(store.result(store.put(scored)).training.validation_scores == scored.validation_scores);
}

TEST_CASE("a database of a newer version is refused and left alone") {
  const TemporaryFolder folder;
  { ResultsStore store(folder / "results.db"); }
  SQLite::Database(folder / "results.db", SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  for (const Access access : {Access::read, Access::write}) {
    const std::string message = message_of<Error>([&] { ResultsStore(folder / "results.db", access); });
    CHECK(contains(message, "newer version of narrows (schema 99"));
    CHECK(contains(message, "results.db"));
  }
}

TEST_CASE("where there is no shared memory for a write-ahead log, a store does without and says so") {
  for (const bool had_one : {false, true}) {
    CAPTURE(had_one);
    const TemporaryFolder folder;
    const std::string path = folder / "results.db";
    if (had_one) {
      ResultsStore before(path);
      before.put(training(8, 0.5));
      CHECK(before.journal_mode() == "wal");
      CHECK(before.journal_warning().empty());
    }
    std::filesystem::create_symlink("/no/such/folder/shm", path + "-shm");
    ResultsStore store(path);
    store.put(training(9, 0.75));
    CHECK(store.journal_mode() == "delete");
    CHECK(contains(store.journal_warning(), "results.db' lies on a file system that does no write-ahead logs"));
    CHECK(ResultsStore(path).results().size() == (had_one ? 2 : 1));
    CHECK(ResultsStore(path, Access::read).results().size() == (had_one ? 2 : 1));
  }
}

TEST_CASE("files that are no results database are refused and left alone") {
  const TemporaryFolder folder;
  std::ofstream(folder / "text.db") << std::string(4096, 'x');
  CHECK(contains(message_of<Error>([&] { ResultsStore(folder / "text.db"); }), "no SQLite file"));
  SQLite::Database(folder / "other.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  CHECK(contains(message_of<Error>([&] { ResultsStore(folder / "other.db"); }), "not one of results"));
  CHECK(
      contains(message_of<Error>([&] { ResultsStore(folder / "none.db", Access::read); }), "there are no results at"));
  CHECK_FALSE(std::filesystem::exists(folder / "none.db"));
  CHECK(contains(message_of<Error>([&] { ResultsStore(folder / "no/such/folder.db"); }), "folder.db"));
}

TEST_CASE("an older schema is migrated step by step and keeps its rows") {
  const TemporaryFolder folder;
  const char* const steps[] = {"CREATE TABLE t (x INTEGER)", "ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 7"};
  SQLite::Database database(folder / "results.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  store::migrate(database, std::span(steps, 1));
  database.exec("INSERT INTO t VALUES (1)");
  store::migrate(database, steps);
  CHECK(database.execAndGet("SELECT x + y FROM t").getInt() == 8);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 2);
  CHECK_THROWS_AS(store::migrate(database, std::span(steps, 1)), Error);
}

TEST_CASE("a migration that fails changes nothing") {
  const TemporaryFolder folder;
  const char* const steps[] = {"CREATE TABLE t (x INTEGER)", "CREATE TABLE u (x INTEGER); CREATE TABLE t (x INTEGER)"};
  SQLite::Database database(folder / "results.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  store::migrate(database, std::span(steps, 1));
  CHECK_THROWS(store::migrate(database, steps));
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 1);
  CHECK_FALSE(database.tableExists("u"));
}

TEST_CASE("a store written before networks had fingerprints keeps its rows") {
  const TemporaryFolder folder;
  const std::string path = folder / "results.db";
  {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    store::migrate(database, store::migrations().first(2));
    database.exec(R"sql(
INSERT INTO architectures VALUES (7, 'mine', '{}', 3, 32, 32, 10, 1, 2, 3, 4);
INSERT INTO devices VALUES (1, 'pi', '');
INSERT INTO latencies (architecture_id, device_id, engine, threads, mean_ms, median_ms, min_ms, std_ms, p90_ms, low_ms,
                       high_ms, repeats, disturbed, measured_at) VALUES (7, 1, 'e', 1, 2, 2, 2, 0, 2, 2, 2, 1, 0, '');
)sql");
  }
  CHECK(ResultsStore(path, Access::read).latencies("pi")[0].network.fingerprint.empty());
  const ResultsStore store(path);
  CHECK(store.check().empty());
  REQUIRE(store.latencies("pi").size() == 1);
  CHECK(store.latencies("pi")[0].network.cost == Cost{1, 2, 3, 4});
}
