#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "backend.hpp"
#include "checkpoint.hpp"
#include "identity.hpp"
#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "narrows/spaces.hpp"
#include "stripes.hpp"
#include "temporary_folder.hpp"

using namespace narrows;

namespace {

const Recipe quick{.epochs = 4, .batch_size = 32, .learning_rate = 0.05, .pad = 1};

/** All that Recipe::fast does, the mean of weights over two epochs among it. */
Recipe fast() {
  Recipe recipe = Recipe::fast(4);
  recipe.batch_size = 32;
  recipe.pad = 1;
  recipe.average_last = 0.5;
  return recipe;
}

Trainer trainer(const Recipe& recipe = quick, Precision precision = Precision::automatic) {
  return {test::stripes_dataset(), recipe, test::backend(precision)};
}

bool same(const Weights& a, const Weights& b) {
  return std::ranges::equal(a.arrays(), b.arrays(), [](const Weights::Array& x, const Weights::Array& y) {
    return x.name == y.name && x.values == y.values;
  });
}

bool all_finite(const Weights& weights) {
  return std::ranges::all_of(weights.arrays(), [](const Weights::Array& array) {
    return std::ranges::all_of(array.values, [](float value) { return std::isfinite(value); });
  });
}

/** Stops a training after its first `epochs`. */
void train_partly(const Network& network, const std::string& checkpoint, int epochs, const Recipe& recipe = quick) {
  const auto until = [epochs](const TrainingProgress& progress) {
    return !progress.finished_epoch || progress.finished_epoch->epoch < epochs;
  };
  CHECK_THROWS_AS((void)trainer(recipe).train(network, 1, checkpoint, until), Interrupted);
}

}  // namespace

TEST_CASE("a network learns to tell stripes apart, in every precision") {
  for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
    CAPTURE(std::string(name(precision)));
    const Training training = trainer(quick, precision).train(test::small_network(), 1);
    CHECK(training.accuracy > 0.9);
    CHECK(training.history.size() == 4);
    CHECK(training.accuracy == training.history.back().validation_accuracy);
    CHECK(training.history.back().train_loss < training.history.front().train_loss);
  }
}

TEST_CASE("the same seed gives the same weights, another seed others") {
  const Network network = test::small_network();
  const Training first = trainer().train(network, 7);
  CHECK(same(first.model.weights(), trainer().train(network, 7).model.weights()));
  CHECK_FALSE(same(first.model.weights(), trainer().train(network, 8).model.weights()));
}

TEST_CASE("a resumed training is the uninterrupted one, bit for bit") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  const Training whole = trainer().train(network, 1);
  for (const int epochs : {1, 3}) {
    const std::string checkpoint = folder / std::to_string(epochs);
    train_partly(network, checkpoint, epochs);
    const Training resumed = trainer().train(network, 1, checkpoint);
    CHECK(same(resumed.model.weights(), whole.model.weights()));
    REQUIRE(resumed.history.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(resumed.history[i].train_loss == whole.history[i].train_loss);
  }
}

TEST_CASE("the fast recipe learns, and resumes bit for bit") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  const Training whole = trainer(fast()).train(network, 1);
  CHECK(whole.accuracy > 0.9);
  for (const int epochs : {1, 2, 3}) {
    const std::string checkpoint = folder / std::to_string(epochs);
    train_partly(network, checkpoint, epochs, fast());
    CHECK(same(trainer(fast()).train(network, 1, checkpoint).model.weights(), whole.model.weights()));
    CHECK(same(trainer(fast()).train(network, 1, checkpoint).model.weights(), whole.model.weights()));  // finished
  }
}

TEST_CASE("the model is the mean of the weights after the last epochs") {
  const Network network = test::small_network();
  std::vector<Weights> after;
  Recipe recipe = fast();
  recipe.average_last = 0;
  for (const int epochs : {3, 4}) {
    const TemporaryFolder folder;
    if (epochs < 4) {
      train_partly(network, folder / "c", epochs, recipe);
      after.push_back(read_checkpoint(folder / "c", training_identity(network, recipe, 1, test::stripes_dataset()))
                          .checkpoint->state.weights);
    } else {
      after.push_back(trainer(recipe).train(network, 1).model.weights());
    }
  }
  const Training averaged = trainer(fast()).train(network, 1);
  for (const ArraySpec& spec : weight_specs(network)) {
    if (!spec.trainable) continue;
    const std::vector<float>& mean = averaged.model.weights()[spec.name].values;
    for (std::size_t i = 0; i < mean.size(); ++i)
      CHECK(mean[i] == doctest::Approx(0.5 * (after[0][spec.name].values[i] + after[1][spec.name].values[i])));
  }
}

TEST_CASE("the last epoch of a checkpoint is told before the first step") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  train_partly(network, folder / "c", 2);
  std::vector<std::optional<EpochRecord>> told;
  (void)trainer().train(network, 1, folder / "c", [&](const TrainingProgress& now) {
    told.push_back(now.resumed_epoch);
    return true;
  });
  REQUIRE(told.front());
  CHECK(told.front()->epoch == 2);
  CHECK(std::count_if(told.begin(), told.end(), [](const auto& epoch) { return epoch.has_value(); }) == 1);
}

TEST_CASE("a resumed training repeats no finished epoch, and a finished one trains nothing") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  train_partly(network, folder / "c", 2);
  std::vector<int> epochs;
  const auto note = [&](const TrainingProgress& progress) {
    if (progress.finished_epoch) epochs.push_back(progress.finished_epoch->epoch);
    return true;
  };
  const Training resumed = trainer().train(network, 1, folder / "c", note);
  CHECK(epochs == std::vector{3, 4});
  const Training again = trainer().train(network, 1, folder / "c", note);
  CHECK(epochs == std::vector{3, 4});
  CHECK(same(resumed.model.weights(), again.model.weights()));
  CHECK(again.accuracy == resumed.accuracy);
}

TEST_CASE("a checkpoint of another seed or recipe, or a damaged one, is not gone on from, and that is said") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  std::string said;
  const auto listen = [&](const TrainingProgress& progress) { return said += progress.message, true; };
  train_partly(network, folder / "c", 2);
  CHECK(same(trainer().train(network, 2, folder / "c", listen).model.weights(),
             trainer().train(network, 2).model.weights()));
  CHECK(said == "the checkpoint " + (folder / "c") +
                    " is of another network, recipe, seed or data set: the training starts from the beginning");
  write_file(folder / "c", "narrows checkpoint 2\n{}");
  CHECK(same(trainer().train(network, 1, folder / "c").model.weights(), trainer().train(network, 1).model.weights()));
}

TEST_CASE("a checkpoint of another backend is gone on from, and that is said") {
  const TemporaryFolder folder;
  const Network network = test::small_network();
  train_partly(network, folder / "c", 2);
  Checkpoint checkpoint =
      *read_checkpoint(folder / "c", training_identity(network, quick, 1, test::stripes_dataset())).checkpoint;
  checkpoint.backend = "tpu";
  write_checkpoint(checkpoint, folder / "c");
  std::string said;
  const auto listen = [&](const TrainingProgress& progress) { return said += progress.message, true; };
  CHECK(same(trainer().train(network, 1, folder / "c", listen).model.weights(),
             trainer().train(network, 1).model.weights()));
  CHECK(said.starts_with("the training goes on from epoch 2 of tpu ("));
}

TEST_CASE("a trained model says how to prepare an image and what the classes are") {
  const Training training = trainer().train(test::small_network());
  REQUIRE(training.model.info().preprocessing);
  CHECK(*training.model.info().preprocessing == test::stripes_dataset().preprocessing());
  CHECK(training.model.info().classes == std::vector<std::string>{"horizontal", "vertical"});
}

TEST_CASE("the accuracy is that of the logits on the validation images") {
  Trainer t = trainer();
  const Training training = t.train(test::small_network(), 4);
  const LabelledImages& images = t.dataset().validation();
  const std::vector<float> logits = t.logits(training.model, images);
  REQUIRE(logits.size() == 2 * images.size());
  double correct = 0;
  for (std::size_t i = 0; i < images.size(); ++i)
    correct += (logits[2 * i + 1] > logits[2 * i] ? 1 : 0) == images.labels()[i] ? 1 : 0;
  CHECK(training.accuracy == correct / static_cast<double>(images.size()));
  CHECK(training.validation_scores == class_scores(logits, images.labels(), 2));
  CHECK(training.validation_scores.at(0).right + training.validation_scores.at(1).right == correct);
}

TEST_CASE("a training whose epochs are all in its checkpoint has the scores of its classes too") {
  const TemporaryFolder folder;
  Trainer t = trainer();
  const Training first = t.train(test::small_network(), 1, folder / "c", {});
  CHECK(t.train(test::small_network(), 1, folder / "c", {}).validation_scores == first.validation_scores);
}

TEST_CASE("with balance a rare class is learnt that is given up without") {
  const auto recall = [](bool balance) {
    Recipe recipe = quick;
    recipe.balance = balance;
    recipe.epochs = 8;
    Trainer t(test::rare_stripes(), recipe, test::backend(Precision::float32));
    return t.train(test::small_network(), 1).validation_scores.at(1).recall().value();
  };
  CHECK(recall(true) > recall(false) + 0.2);
}

TEST_CASE("a step of seconds can be stopped in its middle") {
  const SearchSpace space = spaces::densenet({1, 8, 8}, 2);
  const Network network = space.build(*space.reference());
  Trainer t = trainer({.epochs = 1, .batch_size = 300, .pad = 0});
  int calls = 0;
  const auto third_call = [&](const TrainingProgress& progress) {
    CHECK(progress.step == 0);
    return ++calls < 3;
  };
  CHECK_THROWS_AS((void)t.train(network, 0, "", third_call), Interrupted);
  CHECK(calls == 3);
}

TEST_CASE("a last batch of one image is left out") {
  Trainer t(Dataset("stripes", {"horizontal", "vertical"}, test::stripes(33, 1), test::stripes(10, 2), {}),
            {.epochs = 1, .batch_size = 32}, test::backend());
  CHECK(all_finite(t.train(test::small_network()).model.weights()));
}

TEST_CASE("a learning rate far too large ends as Diverged") {
  CHECK_THROWS_AS((void)trainer({.epochs = 50, .batch_size = 32, .learning_rate = 1e30}).train(test::small_network()),
                  Diverged);
}

TEST_CASE("so does one whose weights are finite, but not with their batch norms folded") {
  Trainer one_step(test::stripes_dataset(), {.epochs = 1, .batch_size = 10'000, .learning_rate = 1e38},
                   test::backend());
  CHECK_THROWS_AS((void)one_step.train(test::small_network()), Diverged);
}

TEST_CASE("bad arguments are refused with their rule") {
  CHECK_THROWS_AS((void)trainer({.epochs = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Trainer(test::stripes_dataset(), {}, nullptr), std::invalid_argument);
  const SearchSpace space = spaces::mobilenetv2();
  CHECK_THROWS_WITH_AS((void)trainer().train(space.build(*space.reference())),
                       "trainer: network must read images of 1 x 8 x 8, not 3 x 32 x 32", std::invalid_argument);
  const SearchSpace other = spaces::mobilenetv2({1, 8, 8}, 3);
  CHECK_THROWS_WITH_AS((void)trainer().train(other.build(*other.reference())),
                       "trainer: network must have one output for each of 2 classes, not 3", std::invalid_argument);
}

TEST_CASE("a checkpoint that cannot be written is an error") {
  CHECK_THROWS_AS((void)trainer().train(test::small_network(), 0, "/no/such/folder/c"), Error);
}
