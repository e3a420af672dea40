#include "narrows/cpu_backend.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "cpu_learner.hpp"
#include "message_of.hpp"
#include "stripes.hpp"

using namespace narrows;

namespace {

Network with_softmax() {  // which the engine does not train
  NetworkBuilder net({1, 8, 8}, 2);
  net.add(Softmax{}, net.add(Linear{.out_features = 2}, net.add(GlobalAveragePool{}, net.input())));
  return net.finish();
}

Weights gradient(std::vector<float> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return Weights({{"w", {count}, std::move(values)}});
}

}  // namespace

TEST_CASE("the number of threads changes no bit, up to four") {
  const auto train = [](int threads) {
    Trainer trainer(test::stripes_dataset(), {.epochs = 2, .batch_size = 32}, cpu_backend({.threads = threads}));
    return trainer.train(test::small_network(), 1).history.back().train_loss;
  };
  CHECK(train(1) == train(2));
}

TEST_CASE("a network that the engine refuses goes elsewhere, and that is said") {
  const Dataset dataset = test::stripes_dataset();
  const Recipe recipe{.epochs = 1, .batch_size = 32};
  CHECK_THROWS_AS((void)Trainer(dataset, recipe, cpu_backend()).train(with_softmax()), std::invalid_argument);
  std::string said;
  bool asked = false;
  const auto elsewhere = [&] { return asked = true, cpu_backend({.threads = 1}); };
  Trainer trainer(dataset, recipe, cpu_backend({}, elsewhere));
  CHECK_THROWS_AS(
      (void)trainer.train(with_softmax(), 0, "", [&](const TrainingProgress& p) { return said += p.message, true; }),
      std::invalid_argument);
  CHECK(asked);
  CHECK(said.ends_with(": this network is trained on cpu"));
}

TEST_CASE("where nobody trains a network, what is missing is said beside why") {
  const auto missing = []() -> std::shared_ptr<TrainingBackend> { throw Error("there is no other library"); };
  Trainer trainer(test::stripes_dataset(), {.epochs = 1, .batch_size = 32}, cpu_backend({}, missing));
  const std::string message = message_of<std::invalid_argument>([&] { return trainer.train(with_softmax()); });
  CHECK(contains(message, "softmax"));
  CHECK(message.ends_with(", but there is no other library"));
}

TEST_CASE("two ways of computing agree if losses and the directions of gradients are near") {
  CHECK(agree(1.01, gradient({1, 2}), 1, gradient({1.01F, 1.98F})));
  CHECK_FALSE(agree(1.1, gradient({1, 2}), 1, gradient({1, 2})));
  CHECK_FALSE(agree(1, gradient({1, 2}), 1, gradient({2, -1})));
  CHECK_FALSE(agree(NAN, gradient({1, 2}), 1, gradient({1, 2})));
  CHECK_FALSE(agree(1, gradient({NAN, 2}), 1, gradient({1, 2})));
}

TEST_CASE("what only LibTorch has is refused") {
  CHECK_THROWS_AS((void)cpu_backend({.train_on = TrainOn::cuda}), std::invalid_argument);
  CHECK_THROWS_AS((void)cpu_backend({.memory_format = MemoryFormat::contiguous}), std::invalid_argument);
}
