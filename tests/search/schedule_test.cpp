#include "schedule.hpp"

#include <doctest/doctest.h>

#include <vector>

using narrows::duration;
using narrows::fit_schedule;
using narrows::Schedule;

TEST_CASE("without a bound everything is trained, and the note says how long it takes") {
  const std::vector<double> seconds = {6, 12, 18};
  const Schedule schedule = fit_schedule(seconds, 100, 0);
  CHECK(schedule.epochs == 100);
  CHECK(schedule.networks == 3);
  CHECK(schedule.seconds == doctest::Approx(3600));
  CHECK(schedule.note == "training 3 networks for 100 epochs will take about 1 h 0 min");
}

TEST_CASE("a bound is kept by fewer epochs first") {
  const std::vector<double> seconds = {6, 12, 18};
  const Schedule schedule = fit_schedule(seconds, 100, 0.5);
  CHECK(schedule.epochs == 50);
  CHECK(schedule.networks == 3);
  CHECK(schedule.seconds == doctest::Approx(1800));
  CHECK(schedule.note ==
        "to stay within 30 min 0 s, 3 of 3 networks will be trained for 50 of 100 epochs: about 30 min 0 s");
}

TEST_CASE("a tight bound is kept by fewer networks, trained for at least a quarter of the epochs") {
  const std::vector<double> seconds = {6, 12, 18};
  const Schedule schedule = fit_schedule(seconds, 100, 0.2);  // 720 s: the first two take 18 s an epoch.
  CHECK(schedule.networks == 2);
  CHECK(schedule.epochs == 40);
}

TEST_CASE("at least one epoch of one network is trained, and it is said if that takes too long") {
  const std::vector<double> seconds = {60, 60};
  const Schedule schedule = fit_schedule(seconds, 100, 0.01);
  CHECK(schedule.networks == 1);
  CHECK(schedule.epochs == 1);
  CHECK(schedule.note.find("takes longer") != std::string::npos);
}

TEST_CASE("every fitted schedule keeps its bound unless it is a single epoch") {
  const std::vector<double> seconds = {3, 70, 1, 22, 9};
  for (double hours = 0.001; hours < 5; hours *= 1.3) {
    const Schedule schedule = fit_schedule(seconds, 100, hours);
    const bool least = schedule.networks == 1 && schedule.epochs == 1;
    CHECK((least || schedule.seconds <= hours * 3600));
    CHECK(schedule.networks >= 1);
    CHECK(schedule.epochs <= 100);
  }
}

TEST_CASE("workers share the work, but one training is not divided") {
  CHECK(fit_schedule(std::vector<double>{1, 1, 1, 1}, 10, 0, 4).seconds == doctest::Approx(10));
  CHECK(fit_schedule(std::vector<double>{8, 1}, 10, 0, 4).seconds == doctest::Approx(80));
}

TEST_CASE("durations are written for people") {
  CHECK(duration(42.4) == "42 s");
  CHECK(duration(190) == "3 min 10 s");
  CHECK(duration(7500) == "2 h 5 min");
}
