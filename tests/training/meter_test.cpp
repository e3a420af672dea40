#include "meter.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace narrows;

TEST_CASE("the callback hears of a finished epoch once, with what the epoch gave") {
  std::vector<TrainingProgress> heard;
  Meter meter([&](const TrainingProgress& progress) { return heard.push_back(progress), true; }, 3, 2, 20);
  meter.begin_epoch(1);
  meter.add_step(10);
  meter.set_sums(15, 4);
  meter.poll();
  meter.poll();  // too early for news
  meter.add_step(10);
  meter.set_sums(20, 12);
  meter.end_steps();
  meter.announce(meter.end_epoch(0.1, 0.75));
  REQUIRE(heard.size() == 2);
  CHECK_FALSE(heard[0].finished_epoch);
  CHECK(heard[0].loss == doctest::Approx(1.5));
  REQUIRE(heard[1].finished_epoch);
  CHECK(heard[1].finished_epoch->train_loss == doctest::Approx(1));
  CHECK(heard[1].finished_epoch->train_accuracy == doctest::Approx(0.6));
  CHECK(heard[1].finished_epoch->validation_accuracy == 0.75);
  CHECK(heard[1].epoch == 1);
  CHECK(heard[1].epochs == 3);
}

TEST_CASE("time left counts the epochs to come") {
  TrainingProgress last;
  Meter meter([&](const TrainingProgress& progress) { return last = progress, true; }, 4, 2, 20);
  meter.begin_epoch(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  meter.add_step(10);
  meter.poll();
  const double seconds = 10 / last.images_per_second;
  CHECK(seconds >= 0.02);
  CHECK(last.seconds_left == doctest::Approx(7 * seconds));  // half of this epoch and three more
}

TEST_CASE("a callback that says no stops the training") {
  Meter meter([](const TrainingProgress&) { return false; }, 1, 1, 10);
  meter.begin_epoch(1);
  CHECK_THROWS_AS(meter.poll(), Interrupted);
}

TEST_CASE("a message is told once, at once") {
  std::vector<std::string> heard;
  Meter meter([&](const TrainingProgress& progress) { return heard.push_back(progress.message), true; }, 1, 1, 10);
  meter.say("the checkpoint is damaged");
  meter.announce({});
  CHECK(heard == std::vector<std::string>{"the checkpoint is damaged", ""});
}
