#include "narrows/accuracy_interval.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace narrows {

TEST_CASE("the interval of an accuracy is Wilson's, and never of no width") {
  const AccuracyInterval half =
      accuracy_interval(0.5, 100);  // statsmodels' proportion_confint(50, 100, method="wilson")
  CHECK(half.low == doctest::Approx(0.4038315));
  CHECK(half.high == doctest::Approx(0.5961685));
  const AccuracyInterval all = accuracy_interval(1, 4);
  CHECK(all.low == doctest::Approx(0.5101092));
  CHECK(all.high == 1);
  CHECK(accuracy_interval(0.3, 0).low == 0);
  CHECK(accuracy_interval(0.3, 0).high == 1);
  CHECK_THROWS_AS((void)accuracy_interval(1.5, 3), std::invalid_argument);
}

}  // namespace narrows
