#include "narrows/class_score.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace narrows {

TEST_CASE("images are counted by their class, and as right where the largest logit is theirs") {
  const std::vector<float> logits = {2, 1, 0, 0, 3, 1, 5, 4, 0, 0, 0, 1};
  const std::vector<std::int32_t> labels = {0, 1, 1, 2};
  const std::vector<ClassScore> scores = class_scores(logits, labels, 3);
  CHECK(scores == std::vector<ClassScore>{{1, 1}, {1, 2}, {1, 1}});
  CHECK_THROWS_AS((void)class_scores(logits, labels, 4), std::invalid_argument);
}

TEST_CASE("a class of few images counts as much as one of many in the balanced accuracy, one of none not at all") {
  CHECK(balanced_accuracy(std::vector<ClassScore>{{90, 100}, {0, 10}}) == doctest::Approx(0.45));
  CHECK(balanced_accuracy(std::vector<ClassScore>{{90, 100}, {0, 0}}) == doctest::Approx(0.9));
  CHECK_FALSE(balanced_accuracy(std::vector<ClassScore>{{0, 0}}));
  CHECK_FALSE(ClassScore{}.recall());
}

TEST_CASE("of one class the interval is that of its recall; a class of few images widens that of all") {
  const AccuracyInterval own = accuracy_interval(0.9, 100);
  const AccuracyInterval one = balanced_accuracy_interval(std::vector<ClassScore>{{90, 100}});
  CHECK(one.low == doctest::Approx(own.low));
  CHECK(one.high == doctest::Approx(own.high));
  const AccuracyInterval both = balanced_accuracy_interval(std::vector<ClassScore>{{90, 100}, {9, 10}});
  CHECK(both.high - both.low > own.high - own.low);
  CHECK(both.low < 0.9);
  CHECK(balanced_accuracy_interval({}).high == 1);
}

}  // namespace narrows
