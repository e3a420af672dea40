#include "checkpoint.hpp"

#include <doctest/doctest.h>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "temporary_folder.hpp"

using namespace narrows;

namespace {

Checkpoint example() {
  return {R"({"seed": 1})",
          "cuda",
          "float32",
          {{.epoch = 1, .learning_rate = 0.1, .train_loss = 1.0 / 3, .validation_accuracy = 0.5, .seconds = 2}},
          {Weights({{"conv.weight", {2, 2}, {1, 2, 3, 4.5F}}, {"bn.running_mean", {1}, {7}}}),
           Weights({{"conv.weight", {2, 2}, {0, 0, 0.25F, 0}}})},
          Weights({{"conv.weight", {2, 2}, {1, 1, 1, 2}}})};
}

}  // namespace

TEST_CASE("a checkpoint read again is what was written") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  write_checkpoint(example(), path);
  const auto [found, problem] = read_checkpoint(path, R"({"seed": 1})");
  REQUIRE(found);
  CHECK(problem.empty());
  CHECK(found->backend == "cuda");
  CHECK(found->arithmetic == "float32");
  CHECK(found->history[0].train_loss == 1.0 / 3);
  CHECK(found->state.weights["conv.weight"].values == std::vector<float>{1, 2, 3, 4.5F});
  CHECK(found->state.weights["bn.running_mean"].shape == std::vector<std::int64_t>{1});
  CHECK(found->state.momentum["conv.weight"].values[2] == 0.25F);
  CHECK(found->mean["conv.weight"].values[3] == 2);
}

TEST_CASE("no checkpoint is no problem; one of another training is nothing, and the problem is named") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  CHECK_FALSE(read_checkpoint(path, "x").checkpoint);
  CHECK(read_checkpoint(path, "x").problem.empty());
  write_checkpoint(example(), path);
  CHECK_FALSE(read_checkpoint(path, R"({"seed": 2})").checkpoint);
  CHECK(read_checkpoint(path, R"({"seed": 2})").problem == "is of another network, recipe, seed or data set");
}

TEST_CASE("a checkpoint of another version is nothing, and the problem is named") {
  const TemporaryFolder folder;
  write_file(folder / "old", "narrows checkpoint 1\n" + std::string(100, ' '));
  CHECK(read_checkpoint(folder / "old", "x").problem == "is of another version of narrows");
}

TEST_CASE("a checkpoint cut off anywhere, or with any byte changed, is nothing and has a problem") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  write_checkpoint(example(), path);
  const std::string bytes = read_file(path);
  const auto refused = [&](std::string_view damaged) {
    write_file(path, damaged);
    const FoundCheckpoint found = read_checkpoint(path, R"({"seed": 1})");
    return !found.checkpoint && !found.problem.empty();
  };
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK(refused(std::string_view(bytes).substr(0, length)));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] ^= 16;
    CHECK(refused(damaged));
  }
}

TEST_CASE("a checkpoint that cannot be written is an error with the file's name") {
  CHECK_THROWS_AS(write_checkpoint(example(), "/no/such/folder/a.checkpoint"), Error);
}
