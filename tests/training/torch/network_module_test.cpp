#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include "narrows/network_builder.hpp"
#include "narrows/spaces.hpp"
#include "narrows/torch.hpp"
#include "stripes.hpp"

using namespace narrows;

namespace {

std::int64_t trainable(const NetworkModule& module) {
  std::int64_t count = 0;
  for (const at::Tensor& parameter : module->parameters()) count += parameter.numel();
  return count;
}

}  // namespace

TEST_CASE("the modules of the five references have as many trainable values as are counted, and 10 logits") {
  const at::NoGradGuard no_gradients;
  for (const std::string& name : spaces::names()) {
    CAPTURE(name);
    const SearchSpace space = spaces::get(name);
    const Network network = space.build(*space.reference());
    NetworkModule module(Model::initialised(network));
    module->eval();
    CHECK(trainable(module) == count(network).parameters);
    CHECK(module->forward(at::zeros({1, 3, 32, 32})).sizes() == at::IntArrayRef{1, 10});
  }
}

TEST_CASE("parameters and buffers have the names of the weights, and give them back") {
  const Model model = Model::initialised(test::small_network(), 3);
  const NetworkModule module(model);
  const Weights weights = module->weights();
  REQUIRE(weights.arrays().size() == model.weights().arrays().size());
  for (const Weights::Array& array : model.weights().arrays()) {
    CHECK((module->named_parameters().contains(array.name) || module->named_buffers().contains(array.name)));
    CHECK(weights[array.name].values == array.values);
    CHECK(weights[array.name].shape == array.shape);
  }
}

TEST_CASE("nodes may have dots in their names, as in files of other tools") {
  const Network network({1, 2, 2},
                        {{Conv2d{.out_channels = 2, .padding = 0}, "features.0", {0}, {2, 2, 2}},
                         {BatchNorm{}, "features.0.1", {1}, {2, 2, 2}}},
                        2);
  const NetworkModule module(Model::initialised(network));
  CHECK(module->named_parameters().contains("features.0.weight"));
  CHECK(module->named_buffers().contains("features.0.1.running_var"));
}

TEST_CASE("batch norm follows its definition in evaluation mode, and the batch in training mode") {
  const Network network({1, 1, 1}, {{BatchNorm{.epsilon = 0.25}, "bn", {0}, {1, 1, 1}}}, 1);
  NetworkModule module(Model(network, Weights({{"bn.weight", {1}, {3}},
                                               {"bn.bias", {1}, {1}},
                                               {"bn.running_mean", {1}, {2}},
                                               {"bn.running_var", {1}, {3.75F}}})));
  module->eval();
  CHECK(module->forward(at::full({1, 1, 1, 1}, 6)).item<float>() == doctest::Approx(7));  // 3 (6 - 2) / 2 + 1
  module->train();
  (void)module->forward(at::tensor({0.0F, 4.0F}).reshape({2, 1, 1, 1}));
  CHECK(module->weights()["bn.running_mean"].values[0] == doctest::Approx(2.0));
  CHECK(module->weights()["bn.running_var"].values[0] == doctest::Approx(0.9 * 3.75 + 0.1 * 8));
}

TEST_CASE("operations whose input is read again do not overwrite it") {
  NetworkBuilder net({1, 1, 1}, 1);
  const Value x = net.add(Conv2d{.out_channels = 1, .bias = true}, net.input());
  net.add(Add{}, net.add(Relu{}, x), x);
  const NetworkModule built(
      Model(net.finish(), Weights({{"conv1.weight", {1, 1, 1, 1}, {1}}, {"conv1.bias", {1}, {0}}})));
  NetworkModule module = built;
  const at::Tensor input = at::full({1, 1, 1, 1}, -2);
  CHECK(module->forward(input).item<float>() == -2);
  CHECK(input.item<float>() == -2);
}
