#include "narrows/network_step.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

#include "narrows/genetic_law_optimizer.hpp"
#include "narrows/resource.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

/** A price that no two steps of a network share by chance. */
struct Odd : StepCost {
  double operator()(const NetworkStep& step) const override {
    return 1 + 0.37 * static_cast<int>(step.kind) + 1e-3 * step.in_channels + 7e-4 * step.out_channels +
           0.013 * step.kernel.height + 0.17 * step.stride.height + 1e-3 * step.height + 1e-2 * step.groups;
  }
};

}  // namespace

TEST_CASE("counting adds up the same steps as the built network has, in every space") {
  const Resource resource = Resource::of_steps("odd", std::make_shared<Odd>());
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const SearchSpace space = spaces::get(name);
    detail::StepTracker tracker;
    const Odd cost;
    detail::StepPrices prices(cost);
    for (const Architecture& architecture : SamplingLaw::uniform(space).sample(20, 3)) {
      if (space.cost(architecture).parameters == 0) continue;
      const double counted = space.sum_steps(architecture.values(), tracker, prices).value;
      CHECK(counted == doctest::Approx(resource.value(space.build(architecture))));
    }
  }
}

TEST_CASE("steps are remembered by all that they are, and those too large to be packed are priced as well") {
  const NetworkStep step{
      .kind = StepKind::dense, .in_channels = 3, .out_channels = 5, .kernel = 3, .height = 7, .width = 9};
  const auto changed = [&](auto change) {
    NetworkStep other = step;
    change(other);
    return detail::PackedStep::of(other);
  };
  CHECK(detail::PackedStep::of(step) == changed([](NetworkStep&) {}));
  CHECK(detail::PackedStep::of(step) != changed([](NetworkStep& other) { other.kind = StepKind::grouped; }));
  CHECK(detail::PackedStep::of(step) != changed([](NetworkStep& other) { std::swap(other.height, other.width); }));
  CHECK(detail::PackedStep::of(step) != changed([](NetworkStep& other) { other.groups = 3; }));
  CHECK(detail::PackedStep::of(step) != changed([](NetworkStep& other) { other.stride = 2; }));
  const NetworkStep large{.kind = StepKind::linear, .in_channels = 1 << 24, .out_channels = 10};
  CHECK(detail::PackedStep::fits(step));
  CHECK_FALSE(detail::PackedStep::fits(large));
  const Odd cost;
  detail::StepPrices prices(cost);
  for (int i = 0; i < 2; ++i) {
    CHECK(prices(step) == cost(step));
    CHECK(prices(large) == cost(large));
  }
}

TEST_CASE("a batch norm, an activation and a sum run inside a convolution") {
  NetworkBuilder net({.channels = 8, .height = 4, .width = 4});
  Value x = net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input());
  x = net.add(BatchNorm{}, x);
  x = net.add(Add{}, x, net.input());
  x = net.add(Relu{}, x);
  const auto steps = steps_of(net.finish(x));
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].step.kind == StepKind::run);
  CHECK(steps[1].step.kind == StepKind::dense);
  CHECK(steps[2].step.kind == StepKind::fused_sum);
  CHECK(steps[2].node == 0);  // that of the convolution
  CHECK(steps[1].step.macs() == 3 * 3 * 8 * 8 * 16);
}

TEST_CASE("a batch norm on a joined map is a step of its own, the activation behind it is not") {
  NetworkBuilder net({.channels = 8, .height = 4, .width = 4});
  Value x = net.add(Concat{}, {net.add(Conv2d{.out_channels = 8}, net.input()), net.input()});
  x = net.add(Relu{}, net.add(BatchNorm{}, x));
  const auto steps = steps_of(net.finish(x));
  REQUIRE(steps.size() == 3);
  CHECK(steps[1].step.kind == StepKind::pointwise);
  CHECK(steps[2].step.kind == StepKind::scale);
  CHECK(steps[2].step.out_channels == 16);
}

TEST_CASE("a law can be found for a sum over steps, beside limits on counts") {
  const SearchSpace space = spaces::densenet();
  const Resource odd = Resource::of_steps("odd", std::make_shared<Odd>(), "ms");
  const std::vector<Target> targets{Limit(odd, 300.0), Limit("parameters", "100k"), Limit("weight_bytes", "400KiB")};
  const LawResult found = GeneticLawOptimizer(space, targets, {.seed = 1}).run();
  CHECK(found.share_inside > 0.9);
  for (const Architecture& architecture : found.law.sample(20, 5)) {
    if (space.cost(architecture).parameters == 0) continue;
    CHECK(odd.value(space.build(architecture)) < 330);
  }
}
