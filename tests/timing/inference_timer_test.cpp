#include "narrows/inference_timer.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "fake_machine.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

TEST_CASE("a measured network has as many repeats as asked for, and ordered figures") {
  NetworkBuilder net({3, 8, 8});
  const Network network = net.finish(net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input()));
  const Latency latency = InferenceTimer({.threads = 1, .repeats = 12}).measure(network);
  CHECK(latency.repeats == 12);
  CHECK(latency.threads == 1);
  CHECK(latency.engine.starts_with("XNNPACK"));
  CHECK(latency.min_ms > 0);
  CHECK(latency.min_ms <= latency.low_ms);
  CHECK(latency.low_ms <= latency.median_ms);
  CHECK(latency.median_ms <= latency.high_ms);
  CHECK(latency.median_ms <= latency.p90_ms);
  CHECK(latency.blocks >= 5);
}

TEST_CASE("the times of the steps add up to the time of the whole") {
  const SearchSpace space = spaces::mobilenetv2();
  const Model model = Model::initialised(space.build(*space.reference()));
  InferenceTimer timer({.repeats = 10, .blocks = 5, .warm_up_ms = 20});
  const auto steps = timer.per_operator(model);
  double sum = 0;
  for (const OperatorTime& step : steps) sum += step.ms;
  const Latency whole = timer.measure(model);
  CHECK(sum > 0.5 * whole.min_ms);
  CHECK(sum < 2 * whole.p90_ms);  // others may work on this machine
}

TEST_CASE("every step says which node it is, what runs in it and which kernel") {
  NetworkBuilder net({8, 8, 8});
  Value x = net.add(Relu{}, net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 8, .kernel = 1}, net.input())));
  x = net.add(GlobalAveragePool{}, x);
  const Model model = Model::initialised(net.finish(net.add(Linear{.out_features = 10}, x)));
  const auto steps = InferenceTimer({.warm_up_ms = 0}).per_operator(model);
  REQUIRE(steps.size() == 5);
  CHECK(steps[1].op == "conv + relu");
  const bool known = steps[1].kernel == "XNNPACK" || steps[1].kernel == "dense";  // the faster one
  CHECK(known);
  CHECK(steps[1].name == model.network().nodes()[0].name);
  CHECK(steps[2].op == "global_average_pool");
  CHECK(steps[3].op == "linear");
  for (const OperatorTime& step : steps) CHECK(step.ms >= 0);
}

TEST_CASE("models measured together come back in order, and the thread may go where it might before") {
  const SearchSpace space = spaces::mobilenetv2();
  NetworkBuilder net({3, 8, 8});
  const std::vector<Model> models{Model::initialised(net.finish(net.add(Conv2d{.out_channels = 8}, net.input()))),
                                  Model::initialised(space.build(*space.reference()))};
  const std::vector<int> allowed = timing::Pinning::allowed();
  InferenceTimer timer({.repeats = 2, .blocks = 2, .spare_blocks = 0, .warm_up_ms = 0, .cpus = {allowed.front()}});
  int told = 0;
  const auto latencies = timer.measure_all(models, [&](const BlockProgress& now) {
    CHECK(timing::Pinning::allowed() == std::vector<int>{allowed.front()});
    CHECK(now.networks == 2);
    ++told;
  });
  CHECK(told == 4);
  CHECK(latencies[0].median_ms < latencies[1].median_ms);
  CHECK(latencies[0].cpu == timing::Machine().cpu());
  CHECK(timing::Pinning::allowed() == allowed);
}

TEST_CASE("a throttled machine marks the result") {
  FakeFiles files;
  files.throttling(0x4);
  NetworkBuilder net({3, 8, 8});
  const Network network = net.finish(net.add(Conv2d{.out_channels = 8}, net.input()));
  const Latency latency =
      InferenceTimer({.blocks = 2, .spare_blocks = 1, .warm_up_ms = 0, .machine = files.root()}).measure(network);
  CHECK(latency.disturbed);
  CHECK(latency.disturbances.find("throttled") != std::string::npos);
  CHECK(latency.blocks == 3);
  CHECK(latency.cpu == "Raspberry Pi 4 Model B Rev 1.5");
}

TEST_CASE("a timer without repeats or threads is refused") {
  CHECK_THROWS_WITH_AS(InferenceTimer({.threads = 1, .repeats = 0}), "repeats must be at least 1, not 0",
                       std::invalid_argument);
  CHECK_THROWS_AS(InferenceTimer({.threads = 0}), std::invalid_argument);
  CHECK_THROWS_WITH_AS(InferenceTimer({.blocks = 0}), "blocks must be at least 1, not 0", std::invalid_argument);
  CHECK_THROWS_AS(InferenceTimer({.spare_blocks = -1}), std::invalid_argument);
  CHECK_THROWS_AS(InferenceTimer({.warm_up_ms = -1}), std::invalid_argument);
  CHECK_THROWS_AS(InferenceTimer({.cpus = {100'000}}), std::invalid_argument);
}
