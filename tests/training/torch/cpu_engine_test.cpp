#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "engine_samples.hpp"
#include "narrows/spaces.hpp"
#include "narrows/torch.hpp"

using namespace narrows;
using namespace samples;

TEST_CASE("the same bits with one thread and with two, and at every repetition") {
  const SearchSpace space = spaces::get("resnext", {3, 16, 16}, 10);
  const Model model =
      randomised(space.build(space.architecture_from_json(R"({"n": [1, 1, 1], "f": [8, 5, 3], "c": [4, 3, 8]})")));
  const at::Tensor batch = random_images({3, 16, 16});
  std::vector<Weights> results;
  for (const int threads : {1, 2, 2}) {
    EngineOptions options = options_for_tests();
    options.threads = threads;
    Engine engine(model, options);
    for (int step = 0; step < 3; ++step) {
      paint(engine, batch);
      engine.step(labels, 0.05);
    }
    results.push_back(engine.weights());
  }
  for (std::size_t i = 0; i < results[0].arrays().size(); ++i) {
    CHECK(results[0].arrays()[i].values == results[1].arrays()[i].values);
    CHECK(results[1].arrays()[i].values == results[2].arrays()[i].values);
  }
}

TEST_CASE("a step moves weights by momentum and weight decay as PyTorch's SGD does") {
  const Model model = randomised(network_of(
      {2, 4, 4}, [](NetworkBuilder& net) { return norm_relu(net, net.add(Conv2d{.out_channels = 5}, net.input())); }));
  EngineOptions options = options_for_tests();
  options.weight_decay = 0.1;
  Engine engine(model, options);
  std::map<std::string, std::vector<double>> values, momentum;
  for (const ArraySpec& spec : weight_specs(model.network())) {
    const std::vector<float>& initial = model.weights()[spec.name].values;
    values[spec.name].assign(initial.begin(), initial.end());
    momentum[spec.name].resize(initial.size());
  }
  for (int step = 0; step < 3; ++step) {
    paint(engine, random_images({2, 4, 4}));
    engine.step(labels, 0.1);
    const Weights gradients = engine.gradients();
    for (const Weights::Array& gradient : gradients.arrays())
      for (std::size_t i = 0; i < gradient.values.size(); ++i) {
        double& moved = momentum[gradient.name][i];
        moved = 0.9 * moved + gradient.values[i] + 0.1 * values[gradient.name][i];
        values[gradient.name][i] -= 0.1 * moved;
      }
  }
  const Weights ours = engine.weights();
  for (const ArraySpec& spec : weight_specs(model.network()))
    if (spec.trainable)
      for (std::size_t i = 0; i < values[spec.name].size(); ++i)
        CHECK(ours[spec.name].values[i] == doctest::Approx(values[spec.name][i]).epsilon(1e-4));
}

TEST_CASE("results in evaluation mode are the network's with running statistics") {
  const at::NoGradGuard no_gradients;
  const SearchSpace space = spaces::get("mobilenetv2", {3, 16, 16}, 10);
  const Model model = randomised(space.build(space.architecture_from_json(
      R"({"fin": 8, "e": [1, 2, 3, 3, 2, 3, 2], "f": [16, 12, 12, 20, 20, 9, 9], "n": [1, 1, 1, 2, 1, 1, 1],
        "s": [2, 2, 1, 2, 1, 1, 1], "fout": 40})")));
  const at::Tensor batch = random_images({3, 16, 16});
  NetworkModule module(model);
  module->eval();
  const at::Tensor expected = module->forward(batch.permute({0, 3, 1, 2}));
  Engine engine(model, options_for_tests());
  paint(engine, batch);
  std::vector<float> logits(static_cast<std::size_t>(images) * 10);
  engine.logits(images, logits.data());
  const at::Tensor got = at::tensor(logits, at::kFloat).reshape({images, 10});
  CHECK((got - expected).abs().max().item<double>() < 1e-4 * expected.abs().max().item<double>());
}

TEST_CASE("what cannot be trained is refused with a reason") {
  const Model model = randomised(network_of({2, 4, 4}, [](NetworkBuilder& net) { return net.input(); }));
  EngineOptions options = options_for_tests();
  options.batch = 1;
  CHECK_THROWS_WITH_AS(Engine(model, options), "training: batch must be at least 2, not 1", std::invalid_argument);
  Engine engine(model, options_for_tests());
  CHECK_THROWS_WITH_AS(engine.step(std::vector<std::int32_t>{0, 4}, 0.1),
                       "labels must be at least 0 and less than 4, not 4", std::invalid_argument);
  CHECK_THROWS_AS(engine.step(std::vector<std::int32_t>{0}, 0.1), std::invalid_argument);
}
