#include "plan.hpp"

#include <doctest/doctest.h>

#include "narrows/network_builder.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;
using namespace narrows::timing;

namespace {

template <class Op>
int count_steps(const Plan& plan) {
  int count = 0;
  for (const Step& step : plan.steps) count += std::holds_alternative<Op>(step.op);
  return count;
}

Plan plan_reference(const char* name) {
  const SearchSpace space = spaces::get(name);
  return make_plan(Model::initialised(space.build(*space.reference())));
}

}  // namespace

TEST_CASE("activations and joined maps of the references cost no steps of their own") {
  for (const char* name : {"densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"}) {
    CAPTURE(name);
    CHECK(count_steps<Copy>(plan_reference(name)) == 0);
  }
}

TEST_CASE("the sums of the PNASNet cells run inside their 7 x 7 convolutions") {
  CHECK(count_steps<Add>(plan_reference("pnasnet")) == 0);
}

TEST_CASE("a sum of two depthwise convolutions keeps one of them as it is") {
  NetworkBuilder net({8, 6, 6});
  const Conv2d depthwise{.out_channels = 8, .kernel = 3, .groups = 8};
  const Value a = net.add(depthwise, net.input());
  const Value b = net.add(depthwise, net.input());
  const Plan plan = make_plan(Model::initialised(net.finish(net.add(Relu{}, net.add(Add{}, a, b)))));
  CHECK(count_steps<Add>(plan) == 0);
  CHECK(count_steps<Convolution>(plan) == 2);
}

TEST_CASE("a sum runs inside the later of two convolutions") {
  NetworkBuilder net({8, 6, 6});
  const Value a = net.add(Conv2d{.out_channels = 4}, net.input());
  const Value b = net.add(Conv2d{.out_channels = 4, .kernel = 3}, net.input());
  const Plan plan = make_plan(Model::initialised(net.finish(net.add(Add{}, b, a))));
  REQUIRE(plan.steps.size() == 2);
  CHECK(plan.steps[0].inputs.size() == 1);
  CHECK(plan.steps[1].inputs == std::vector<int>{plan.input, plan.steps[0].output});
  CHECK(std::get<Convolution>(plan.steps[1].op).kernel.width == 3);
}

TEST_CASE("a convolution that is read elsewhere too is not drawn into a sum") {
  NetworkBuilder net({8, 6, 6});
  const Value a = net.add(Conv2d{.out_channels = 8, .kernel = 3, .groups = 8}, net.input());
  const Plan plan = make_plan(Model::initialised(net.finish(net.add(Add{}, a, net.add(MaxPool{3, 1, 1}, a)))));
  CHECK(count_steps<Add>(plan) == 1);
}
