#include "score_rows.hpp"

#include <nlohmann/json.hpp>

#include "columns.hpp"
#include "narrows/error.hpp"

namespace narrows::store {

using Json = nlohmann::json;

std::string scores_to_text(const std::vector<ClassScore>& scores) {
  if (scores.empty()) return "";
  Json pairs = Json::array();
  for (const ClassScore& score : scores) pairs.push_back({score.right, score.images});
  return pairs.dump();
}

std::vector<ClassScore> scores_from_text(const std::string& text) {
  std::vector<ClassScore> scores;
  if (text.empty()) return scores;
  try {
    for (const Json& pair : Json::parse(text))
      scores.push_back({pair.at(0).get<std::int64_t>(), pair.at(1).get<std::int64_t>()});
  } catch (const Json::exception& error) {
    throw Error(std::string("the scores of a training's classes cannot be read: ") + error.what());
  }
  return scores;
}

void add_score_columns(SQLite::Database& database) { add_missing_columns<ScoreColumns>(database, "trainings"); }

}  // namespace narrows::store
