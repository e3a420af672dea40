#include "blocks.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>
#include <utility>

#include "fake_machine.hpp"

using namespace narrows;
using namespace narrows::timing;

namespace {

TimerOptions few() {
  return {.repeats = 4, .blocks = 3, .spare_blocks = 2, .sessions = 1, .warm_up_runs = 2, .warm_up_ms = 10};
}

/** Does what it is told. */
struct FakeSubject : Subject {
  explicit FakeSubject(std::function<void()> work) : each(std::move(work)) {}
  void run() override { each(); }
  void renew() override { ++renewals; }

  std::function<void()> each;
  int renewals = 0;
};

/** A run that takes 2 ms of work, and what happens in the runs of some numbers, counted from 0. */
struct Scene {
  FakeFiles files;
  FakeMachine machine{files.root()};
  ProbeTime best = machine.probe_time;
  int count = 0;
  std::function<void(int)> event = [](int) {};
  FakeSubject subject{[this] {
    machine.work(2);
    event(count++);
  }};

  Measured measure(const TimerOptions& options = few()) {
    Subject* const one = &subject;
    return measure_blocks(std::span(&one, 1), options, machine, best, {}).front();
  }
  Latency latency(const Measured& measured) const { return summarise(measured, 3, best); }
};

constexpr int warm_up_runs = 5;   // of 2 ms, in 10 ms
constexpr int runs_of_block = 5;  // 4 and one before them

}  // namespace

TEST_CASE("a calm machine gives the blocks asked for, after a warm-up by count and time") {
  Scene scene;
  const Measured measured = scene.measure();
  CHECK(measured.blocks.size() == 3);
  CHECK(scene.count == warm_up_runs + 3 * runs_of_block);
  const Latency latency = scene.latency(measured);
  CHECK(latency.median_ms == doctest::Approx(2));
  CHECK(latency.mean_ms == doctest::Approx(2));
  CHECK(latency.first_ms == doctest::Approx(2));
  CHECK(latency.blocks == 3);
  CHECK_FALSE(latency.disturbed);
  CHECK(latency.disturbances.empty());
  CHECK(latency.governor == "performance");
  CHECK(latency.frequency_mhz == 1800);
  CHECK(latency.temperature_c == 50);
  CHECK(latency.compute_probe_ms == 0.1);
  CHECK(latency.memory_probe_ms == 0.2);
  CHECK(latency.slowdown == 1);
}

TEST_CASE("an interval is never narrower than what one process differs from another") {
  Scene scene;
  const Latency latency = scene.latency(scene.measure());
  CHECK(latency.low_ms == doctest::Approx(1.98));
  CHECK(latency.high_ms == doctest::Approx(2.02));
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
  const Measured measured = scene.measure();
  REQUIRE(measured.blocks.size() == 5);
  const Latency latency = scene.latency(measured);
  CHECK(latency.blocks == 3);
  CHECK(latency.disturbed_blocks == 2);
  CHECK(latency.disturbances == "throttled");
  CHECK_FALSE(latency.disturbed);
  CHECK(latency.p90_ms == doctest::Approx(2));
}

TEST_CASE("a block whose probe is slower than the machine's best is measured again and left out") {
  for (const ProbeTime slow : {ProbeTime{0.11, 0.2}, ProbeTime{0.1, 0.25}}) {
    Scene scene;
    const ProbeTime calm = scene.machine.probe_time;
    scene.event = [&](int run) {
      const bool second = run >= warm_up_runs + runs_of_block && run < warm_up_runs + 2 * runs_of_block;
      scene.machine.probe_time = second ? slow : calm;
      if (second) scene.machine.work(1);
    };
    const Measured measured = scene.measure();
    REQUIRE(measured.blocks.size() == 5);  // the slow probe behind the second block stands before the third, too
    const Latency latency = scene.latency(measured);
    CHECK(latency.disturbances == "slowed");
    CHECK(latency.disturbed_blocks == 2);
    CHECK(latency.median_ms == doctest::Approx(2));
    CHECK(latency.slowdown == 1);
  }
}

TEST_CASE("a machine that becomes faster than it ever was shows that what was measured before was slowed") {
  Scene scene;
  scene.best = scene.machine.probe_time = {.compute_ms = 0.15, .memory_ms = 0.2};
  const int slow_runs = 4 + 2 * runs_of_block;  // of 3 ms: four warm it up
  scene.event = [&](int run) {
    if (run < slow_runs) scene.machine.work(1);
    if (run == slow_runs - 1) scene.machine.probe_time.compute_ms = 0.1;
  };
  const Measured measured = scene.measure();
  CHECK(scene.best.compute_ms == 0.1);
  CHECK(measured.blocks.size() == 5);
  const Latency latency = scene.latency(measured);
  CHECK(latency.disturbed_blocks == 2);
  CHECK(latency.median_ms == doctest::Approx(2));
}

TEST_CASE("a machine known to be faster marks all that it gives while it is slow") {
  Scene scene;
  scene.best.compute_ms = 0.05;
  const Latency latency = scene.latency(scene.measure());
  CHECK(latency.disturbed);
  CHECK(latency.disturbances == "slowed");
  CHECK(latency.slowdown == doctest::Approx(2));
}

TEST_CASE("runs that were interrupted, and those after them, do not count") {
  Scene scene;
  scene.event = [&](int run) {
    if (run == warm_up_runs + 2) scene.machine.wait(5);
    if (run == warm_up_runs + 3) scene.machine.work(0.5);  // finds cold caches
  };
  const Measured measured = scene.measure();
  CHECK(measured.blocks.size() == 3);
  CHECK(measured.blocks[0].times_ms == std::vector<double>(4, measured.blocks[0].times_ms[0]));
  const Latency latency = scene.latency(measured);
  CHECK(latency.disturbances.empty());
  CHECK(latency.p99_ms == doctest::Approx(2));
  CHECK(latency.mean_ms == doctest::Approx((2 + 7 + 2.5 + 2) / 4));  // the paper's: in a row, whatever happens
}

TEST_CASE("a result of mostly disturbed blocks is marked, with all reasons, and uses all of them") {
  Scene scene;
  scene.event = [&](int run) {
    if (run < warm_up_runs + runs_of_block) return;
    scene.machine.wait(1);
    scene.files.frequency_mhz(run % 2 == 0 ? 600 : 1800);
    scene.files.temperature_c(80);
  };
  const Measured measured = scene.measure();
  REQUIRE(measured.blocks.size() == 5);
  const Latency latency = scene.latency(measured);
  CHECK(latency.disturbed);
  CHECK(latency.blocks == 5);
  CHECK(latency.disturbed_blocks == 4);
  CHECK(latency.disturbances.find("preempted") != std::string::npos);
  CHECK(latency.temperature_c == 80);
  CHECK(latency.median_ms == doctest::Approx(3));
}

TEST_CASE("without spare blocks none is measured again, and a block ends where calm does not come") {
  Scene scene;
  scene.event = [&](int) { scene.machine.wait(1); };
  TimerOptions options = few();
  options.spare_blocks = 0;
  CHECK(scene.measure(options).blocks.size() == 3);
  CHECK(scene.count <= warm_up_runs + 3 * (1 + 3 * options.repeats));
}

TEST_CASE("blocks come from as many sessions as asked for, each made anew and warmed up") {
  Scene scene;
  TimerOptions options = few();
  options.blocks = 9;
  options.sessions = 3;
  const Measured measured = scene.measure(options);
  CHECK(measured.blocks.size() == 9);
  CHECK(scene.subject.renewals == 2);
  CHECK(scene.count == warm_up_runs + 9 * runs_of_block + 2 * 2);
}

TEST_CASE("blocks of several networks are measured in turn") {
  Scene scene;
  std::string order;
  FakeSubject a{[&] {
    order += 'a';
    scene.machine.work(1);
  }};
  FakeSubject b{[&] {
    order += 'b';
    scene.machine.work(3);
  }};
  const std::vector<Subject*> subjects{&a, &b};
  const TimerOptions options{
      .repeats = 2, .blocks = 2, .spare_blocks = 0, .sessions = 1, .warm_up_runs = 1, .warm_up_ms = 0};
  std::string told;
  const auto measured = measure_blocks(subjects, options, scene.machine, scene.best, [&](const BlockProgress& now) {
    told += std::to_string(now.network) + std::to_string(now.block) + " ";
  });
  CHECK(order ==
        "ab"
        "aaabbb"
        "aaabbb");
  CHECK(told == "00 10 01 11 ");
  CHECK(summarise(measured[0], 2, scene.best).median_ms == doctest::Approx(1));
  CHECK(summarise(measured[1], 2, scene.best).median_ms == doctest::Approx(3));
}

TEST_CASE("a drift that meets all networks shows in their intervals, not in one network's median alone") {
  Scene scene;
  double factor = 1;
  FakeSubject a{[&] { scene.machine.work(factor); }};
  FakeSubject b{[&] { scene.machine.work(2 * factor); }};
  const std::vector<Subject*> subjects{&a, &b};
  const TimerOptions options{
      .repeats = 2, .blocks = 9, .spare_blocks = 0, .sessions = 1, .warm_up_runs = 1, .warm_up_ms = 0};
  const auto measured = measure_blocks(subjects, options, scene.machine, scene.best, [&](const BlockProgress& now) {
    if (now.network == 1) factor += 0.1;
  });
  const Latency one = summarise(measured[0], 9, scene.best);
  const Latency two = summarise(measured[1], 9, scene.best);
  CHECK(two.median_ms / one.median_ms == doctest::Approx(2));
  CHECK(one.low_ms == doctest::Approx(1.1));
  CHECK(one.high_ms == doctest::Approx(1.7));
}

TEST_CASE("a callback that throws ends the measurement") {
  Scene scene;
  Subject* const one = &scene.subject;
  const auto stop = [](const BlockProgress&) { throw std::runtime_error("stop"); };
  CHECK_THROWS_WITH(static_cast<void>(measure_blocks(std::span(&one, 1), few(), scene.machine, scene.best, stop)),
                    "stop");
}
