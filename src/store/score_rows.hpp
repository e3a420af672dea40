#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

#include "narrows/class_score.hpp"

/** The columns of table trainings that hold the scores of classes. */
namespace narrows::store {

/** Texts "[[right, images], …]", a pair for each class; empty where they are not known. */
struct ScoreColumns {
  std::string validation_scores;
  std::string test_scores;

  template <class Visit>
  static constexpr void for_each_field(Visit visit) {
    visit("validation_scores", &ScoreColumns::validation_scores);
    visit("test_scores", &ScoreColumns::test_scores);
  }
};

[[nodiscard]] std::string scores_to_text(const std::vector<ClassScore>& scores);
/** Throws Error for a text that scores_to_text() does not write. */
[[nodiscard]] std::vector<ClassScore> scores_from_text(const std::string& text);

/** Gives a table that was made before there were scores the columns it lacks. */
void add_score_columns(SQLite::Database& database);

}  // namespace narrows::store
