#include "blocks.hpp"

#include <doctest/doctest.h>

#include "fake_machine.hpp"

using namespace narrows;
using namespace narrows::timing;

namespace {

TimerOptions few() { return {.repeats = 4, .blocks = 3, .spare_blocks = 2, .warm_up_runs = 2, .warm_up_ms = 10}; }

/** A run that takes 2 ms of work, and what happens in the runs of some numbers, counted from 0. */
struct Scene {
  FakeFiles files;
  FakeMachine machine{files.root()};
  int count = 0;
  std::function<void(int)> event = [](int) {};

  Run run() {
    return [this] {
      machine.work(2);
      event(count++);
    };
  }
  std::vector<Block> measure(const TimerOptions& options = few()) {
    const Run subject = run();
    return measure_blocks(std::span(&subject, 1), options, machine, {}).front();
  }
};

constexpr int warm_up_runs = 5;   // of 2 ms, in 10 ms
constexpr int runs_of_block = 5;  // 4 and one before them

}  // namespace

TEST_CASE("a calm machine gives the blocks asked for, after a warm-up by count and time") {
  Scene scene;
  const auto blocks = scene.measure();
  CHECK(blocks.size() == 3);
  CHECK(scene.count == warm_up_runs + 3 * runs_of_block);
  const Latency latency = summarise(blocks, 3);
  CHECK(latency.median_ms == doctest::Approx(2));
  CHECK(latency.blocks == 3);
  CHECK(latency.repeats == 4);
  CHECK_FALSE(latency.disturbed);
  CHECK(latency.disturbances.empty());
  CHECK(latency.governor == "performance");
  CHECK(latency.frequency_mhz == 1800);
  CHECK(latency.temperature_c == 50);
}

TEST_CASE("the warm-up lasts for its number of runs where these take longer than its time") {
  Scene scene;
  TimerOptions options = few();
  options.warm_up_runs = 20;
  static_cast<void>(scene.measure(options));
  CHECK(scene.count == 20 + 3 * runs_of_block);
}

TEST_CASE("a block in which the processor was throttled is measured again and left out") {
  Scene scene;
  scene.event = [&](int run) {
    if (run == warm_up_runs + runs_of_block + 2) {  // in the second block
      scene.machine.work(30);
      scene.files.throttling(0x40004);
    }
    if (run == warm_up_runs + 2 * runs_of_block + 2) scene.files.throttling(0x40000);  // over in the third
  };
  const auto blocks = scene.measure();
  REQUIRE(blocks.size() == 5);
  const Latency latency = summarise(blocks, 3);
  CHECK(latency.blocks == 3);
  CHECK(latency.disturbed_blocks == 2);
  CHECK(latency.disturbances == "throttled");
  CHECK_FALSE(latency.disturbed);
  CHECK(latency.p90_ms == doctest::Approx(2));
}

TEST_CASE("a result of mostly disturbed blocks is marked, with all reasons, and uses all of them") {
  Scene scene;
  scene.event = [&](int run) {
    if (run < warm_up_runs + runs_of_block) return;
    scene.machine.wait(1);
    scene.files.frequency_mhz(run % runs_of_block < 2 ? 600 : 1800);
    scene.files.temperature_c(80);
  };
  const auto blocks = scene.measure();
  REQUIRE(blocks.size() == 5);
  const Latency latency = summarise(blocks, 3);
  CHECK(latency.disturbed);
  CHECK(latency.blocks == 5);
  CHECK(latency.disturbed_blocks == 4);
  CHECK(latency.disturbances.find("preempted") != std::string::npos);
  CHECK(latency.temperature_c == 80);
  CHECK(latency.median_ms == doctest::Approx(3));
}

TEST_CASE("without spare blocks none is measured again") {
  Scene scene;
  scene.event = [&](int) { scene.machine.wait(1); };
  TimerOptions options = few();
  options.spare_blocks = 0;
  CHECK(scene.measure(options).size() == 3);
}

TEST_CASE("blocks of several networks are measured in turn") {
  Scene scene;
  std::string order;
  const std::vector<Run> runs{[&] {
                                order += 'a';
                                scene.machine.work(1);
                              },
                              [&] {
                                order += 'b';
                                scene.machine.work(3);
                              }};
  const TimerOptions options{.repeats = 2, .blocks = 2, .spare_blocks = 0, .warm_up_runs = 1, .warm_up_ms = 0};
  std::string told;
  const auto blocks = measure_blocks(runs, options, scene.machine, [&](const BlockProgress& now) {
    told += std::to_string(now.network) + std::to_string(now.block) + " ";
  });
  CHECK(order ==
        "ab"
        "aaabbb"
        "aaabbb");
  CHECK(told == "00 10 01 11 ");
  CHECK(summarise(blocks[0], 2).median_ms == doctest::Approx(1));
  CHECK(summarise(blocks[1], 2).median_ms == doctest::Approx(3));
}

TEST_CASE("a drift that meets all networks shows in their intervals, not in one network's median alone") {
  Scene scene;
  double factor = 1;
  const std::vector<Run> runs{[&] { scene.machine.work(factor); }, [&] { scene.machine.work(2 * factor); }};
  const TimerOptions options{.repeats = 2, .blocks = 9, .spare_blocks = 0, .warm_up_runs = 1, .warm_up_ms = 0};
  const auto blocks = measure_blocks(runs, options, scene.machine, [&](const BlockProgress& now) {
    if (now.network == 1) factor += 0.1;
  });
  const Latency one = summarise(blocks[0], 9);
  const Latency two = summarise(blocks[1], 9);
  CHECK(two.median_ms / one.median_ms == doctest::Approx(2));
  CHECK(one.low_ms == doctest::Approx(1.1));
  CHECK(one.high_ms == doctest::Approx(1.7));
}

TEST_CASE("a callback that throws ends the measurement") {
  Scene scene;
  const Run run = scene.run();
  const auto stop = [](const BlockProgress&) { throw std::runtime_error("stop"); };
  CHECK_THROWS_WITH(static_cast<void>(measure_blocks(std::span(&run, 1), few(), scene.machine, stop)), "stop");
}
