#include "narrows/results_store.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <stdexcept>
#include <tuple>

#include "database.hpp"
#include "latency_rows.hpp"
#include "narrows/error.hpp"
#include "narrows/fingerprint.hpp"
#include "narrows/pareto.hpp"
#include "result_rows.hpp"
#include "rows.hpp"
#include "schema.hpp"
#include "score_rows.hpp"
#include "statement.hpp"

namespace narrows {

StoredDataset StoredDataset::of(const Dataset& dataset) {
  return {dataset.name(),
          dataset.digest(),
          static_cast<int>(dataset.classes().size()),
          static_cast<std::int64_t>(dataset.train().size()),
          static_cast<std::int64_t>(dataset.validation().size()),
          static_cast<std::int64_t>(dataset.test().size())};
}

StoredNetwork StoredNetwork::of(const SearchSpace& space, const Architecture& architecture) {
  const Cost cost = space.cost(architecture);
  const bool empty = cost == Cost();  // A network with an empty layer is not built.
  return {space.name(),
          architecture.to_json(),
          space.input_shape(),
          space.classes(),
          cost,
          empty ? "" : narrows::fingerprint(space.build(architecture))};
}

bool StoredNetwork::same_as(const StoredNetwork& other) const {
  const auto place = [](const StoredNetwork& it) {
    return std::tie(it.space, it.architecture, it.input_shape, it.classes);
  };
  if (place(*this) != place(other)) return false;
  const bool known = !fingerprint.empty() && !other.fingerprint.empty();
  return known ? fingerprint == other.fingerprint : cost == other.cost;
}

struct ResultsStore::State {
  std::string path;
  SQLite::Database database;
  std::recursive_mutex mutex;
  int depth = 0;

  /** One caller at a time; what SQLite throws becomes an Error that names the file. */
  template <class Work>
  auto use(Work work) {
    const std::lock_guard lock(mutex);
    return store::guarded(path, [&] { return work(database); });
  }

  /** Nested transactions are savepoints of the outermost. */
  void transact(const std::function<void()>& changes) {
    const std::string name = "level_" + std::to_string(depth);
    database.exec(depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT " + name);
    ++depth;
    try {
      changes();
      --depth;
      database.exec(depth == 0 ? "COMMIT" : "RELEASE " + name);
    } catch (...) {
      depth = depth_of(name);
      database.tryExec(depth == 0 ? "ROLLBACK" : "ROLLBACK TO " + name + "; RELEASE " + name);
      throw;
    }
  }

  static int depth_of(const std::string& name) { return std::stoi(name.substr(name.find('_') + 1)); }
};

namespace {

[[noreturn]] void unknown(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  std::string message = "no results for " + what + " '" + name + "'; there are ";
  for (std::size_t i = 0; i < known.size(); ++i) message += (i == 0 ? "" : ", ") + known[i];
  throw std::invalid_argument(known.empty() ? "no results for " + what + " '" + name + "': there are none yet"
                                            : message);
}

std::string choose_device(SQLite::Database& database, const std::string& asked) {
  std::vector<std::string> names;
  for (const StoredDevice& device : store::read_devices(database)) names.push_back(device.name);
  if (asked.empty()) return names.size() == 1 ? names.front() : "";
  if (std::find(names.begin(), names.end(), asked) == names.end()) unknown("device", asked, names);
  return asked;
}

bool of_dataset(const StoredDataset& dataset, const std::string& asked) {
  return asked.empty() || dataset.name == asked || dataset.digest == asked;
}

void check_dataset(SQLite::Database& database, const std::string& asked) {
  if (asked.empty()) return;
  std::vector<std::string> names;
  for (const StoredDataset& dataset : store::read_datasets(database)) {
    if (of_dataset(dataset, asked)) return;
    names.push_back(dataset.name);
  }
  unknown("data set", asked, names);
}

template <class Value>
bool below(Value value, const std::optional<Value>& limit) {
  return !limit || value < *limit;
}

bool matches(const StoredResult& result, const ResultsQuery& query) {
  const StoredTraining& training = result.training;
  const Cost& cost = training.network.cost;
  if (!of_dataset(training.dataset, query.dataset)) return false;
  if (!query.space.empty() && training.network.space != query.space) return false;
  if (query.source && training.source != *query.source) return false;
  if (query.max_latency_ms && !(result.latency && result.latency->median_ms < *query.max_latency_ms)) return false;
  return below(cost.parameters, query.max_parameters) && below(cost.macs, query.max_macs) &&
         below(cost.weight_bytes, query.max_weight_bytes);
}

/** The accuracy that decides; the other one where it is not known. */
double accuracy(const StoredResult& result, bool on_test) {
  const auto& first = on_test ? result.training.test_accuracy : result.training.validation_accuracy;
  const auto& second = on_test ? result.training.validation_accuracy : result.training.test_accuracy;
  return first.value_or(second.value_or(std::numeric_limits<double>::quiet_NaN()));
}

FrontPoint front_point(const StoredResult& result, bool on_test, bool by_latency) {
  constexpr double unknown_cost = std::numeric_limits<double>::quiet_NaN();
  const double accuracy_value = accuracy(result, on_test);
  if (by_latency && !result.latency) return {accuracy_value, unknown_cost, unknown_cost};
  if (by_latency) return {accuracy_value, result.latency->low_ms, result.latency->high_ms};
  const auto parameters = static_cast<double>(result.training.network.cost.parameters);
  return {accuracy_value, parameters, parameters};
}

/** Accuracies of different data sets cannot be compared: each has its own front. */
void mark_front(std::vector<StoredResult>& results, bool on_test, bool by_latency) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const StoredDataset& dataset = results[i].training.dataset;
    groups[{dataset.name, dataset.digest}].push_back(i);
  }
  for (const auto& [dataset, members] : groups) {
    std::vector<FrontPoint> points;
    for (const std::size_t i : members) points.push_back(front_point(results[i], on_test, by_latency));
    for (const std::size_t i : pareto_front(points)) results[members[i]].on_front = true;
  }
}

/** Of equally accurate networks the cheaper one comes first, as on the front. */
void sort_best_first(std::vector<StoredResult>& results, bool on_test, bool by_latency) {
  constexpr double last = std::numeric_limits<double>::infinity();
  const auto key = [&](const StoredResult& result) {
    const FrontPoint point = front_point(result, on_test, by_latency);
    const double cost = point.low + point.high;
    return std::pair(std::isnan(point.accuracy) ? last : -point.accuracy, std::isnan(cost) ? last : cost);
  };
  std::stable_sort(results.begin(), results.end(),
                   [&](const StoredResult& a, const StoredResult& b) { return key(a) < key(b); });
}

std::vector<StoredResult> query_results(SQLite::Database& database, const ResultsQuery& query) {
  check_dataset(database, query.dataset);
  const std::string device = choose_device(database, query.device);
  if (query.max_latency_ms && device.empty()) {
    throw std::invalid_argument("max_latency_ms needs a device: the results have latencies of several or of none");
  }
  std::vector<StoredResult> results = store::read_results(database, device);
  std::erase_if(results, [&](const StoredResult& result) { return !matches(result, query); });
  mark_front(results, query.select_on_test, !device.empty());
  sort_best_first(results, query.select_on_test, !device.empty());
  return results;
}

}  // namespace

ResultsStore::ResultsStore(const std::string& path, Access access)
    : state_(new State{path, store::open(path, access), {}, 0}) {}
ResultsStore::~ResultsStore() = default;
ResultsStore::ResultsStore(ResultsStore&&) noexcept = default;
ResultsStore& ResultsStore::operator=(ResultsStore&&) noexcept = default;

const std::string& ResultsStore::path() const { return state_->path; }
int ResultsStore::schema_version() { return static_cast<int>(store::migrations().size()); }

std::string ResultsStore::journal_mode() const {
  return state_->use([](SQLite::Database& database) { return store::journal_mode(database); });
}

std::string ResultsStore::journal_warning() const {
  if (journal_mode() == "wal") return "";
  return "'" + path() +
         "' lies on a file system that does no write-ahead logs (a network's, or one without shared memory): nothing "
         "is less safe, but while one process writes, others wait to read it; on a local disk they do not";
}

void ResultsStore::transaction(const std::function<void()>& changes) {
  state_->use([&](SQLite::Database&) { state_->transact(changes); });
}

std::int64_t ResultsStore::put(const StoredTraining& training) {
  std::int64_t id = 0;
  transaction([&] { id = store::put_training(state_->database, training); });
  return id;
}

std::optional<std::int64_t> ResultsStore::find(const StoredTraining& training) const {
  return state_->use([&](SQLite::Database& database) { return store::find_training(database, training); });
}

void ResultsStore::set_test_accuracy(std::int64_t training_id, double accuracy, const std::vector<ClassScore>& scores) {
  transaction([&] {
    SQLite::Statement update =
        store::prepared(state_->database, "UPDATE trainings SET test_accuracy = ?, test_scores = ? WHERE id = ?",
                        accuracy, store::scores_to_text(scores), training_id);
    if (update.exec() == 0) throw std::invalid_argument("no training has the number " + std::to_string(training_id));
  });
}

void ResultsStore::put(const StoredNetwork& network, const StoredDevice& device, const Latency& latency) {
  transaction([&] {
    SQLite::Database& database = state_->database;
    store::put_latency(database, store::put_network(database, network), store::put_device(database, device), latency);
  });
}

std::vector<StoredResult> ResultsStore::results(const ResultsQuery& query) const {
  return state_->use([&](SQLite::Database& database) { return query_results(database, query); });
}

StoredResult ResultsStore::result(std::int64_t training_id, const std::string& device) const {
  auto found = state_->use([&](SQLite::Database& database) {
    return store::read_results(database, choose_device(database, device), training_id);
  });
  if (found.empty()) throw std::invalid_argument("no training has the number " + std::to_string(training_id));
  return found.front();
}

std::vector<StoredDataset> ResultsStore::datasets() const {
  return state_->use([](SQLite::Database& database) { return store::read_datasets(database); });
}

std::vector<StoredDevice> ResultsStore::devices() const {
  return state_->use([](SQLite::Database& database) { return store::read_devices(database); });
}

std::vector<StoredLatency> ResultsStore::latencies(const std::string& device) const {
  return state_->use([&](SQLite::Database& database) { return store::read_latencies(database, device); });
}

std::vector<std::string> ResultsStore::check() const {
  return state_->use([](SQLite::Database& database) {
    std::vector<std::string> problems;
    SQLite::Statement integrity(database, "PRAGMA integrity_check");
    while (integrity.executeStep()) {
      if (const std::string line = integrity.getColumn(0).getString(); line != "ok") problems.push_back(line);
    }
    SQLite::Statement keys(database, "PRAGMA foreign_key_check");
    while (keys.executeStep()) problems.push_back("foreign key broken in " + keys.getColumn(0).getString());
    return problems;
  });
}

}  // namespace narrows
