#include "result_rows.hpp"

#include "columns.hpp"
#include "history_json.hpp"
#include "latency_rows.hpp"
#include "rows.hpp"
#include "score_rows.hpp"

namespace narrows::store {
namespace {

constexpr const char* training_columns =
    "t.recipe, t.seed, t.source, t.validation_accuracy, t.test_accuracy, t.history, t.onnx, t.train_on";

void read_training(Reader& row, StoredTraining& training) {
  training.recipe = row.text();
  training.seed = static_cast<std::uint64_t>(row.number());
  training.source = row.text();
  training.validation_accuracy = row.maybe();
  training.test_accuracy = row.maybe();
  training.history = history_from_json(row.text());
  training.onnx = row.text();
  training.train_on = row.text();
  ScoreColumns scores;
  read_fields(row, scores);
  training.validation_scores = scores_from_text(scores.validation_scores);
  training.test_scores = scores_from_text(scores.test_scores);
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

std::vector<StoredResult> read_results(SQLite::Database& database, const std::string& device,
                                       std::optional<std::int64_t> training) {
  const std::string columns = std::string("t.id, ") + training_columns + ", " +
                              selected_columns<ScoreColumns>(database, "trainings", "t") + ", " + dataset_columns +
                              ", " + network_columns(database) + ", d.name, " + latency_columns(database);
  SQLite::Statement statement = prepared(database, "SELECT " + columns + R"sql(
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
