#include "checkpoint.hpp"

#include <doctest/doctest.h>

#include "narrows/error.hpp"
#include "narrows/file.hpp"
#include "temporary_folder.hpp"

using namespace narrows;

namespace {

Checkpoint example() {
  return {R"({"seed": 1})",
          {{.epoch = 1, .learning_rate = 0.1, .train_loss = 1.0 / 3, .validation_accuracy = 0.5, .seconds = 2}},
          Weights({{"conv.weight", {2, 2}, {1, 2, 3, 4.5F}}, {"bn.running_mean", {1}, {7}}}),
          Weights({{"conv.weight", {2, 2}, {0, 0, 0.25F, 0}}})};
}

}  // namespace

TEST_CASE("a checkpoint read again is what was written") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  write_checkpoint(example(), path);
  const auto found = read_checkpoint(path, R"({"seed": 1})");
  REQUIRE(found);
  CHECK(found->history[0].train_loss == 1.0 / 3);
  CHECK(found->weights["conv.weight"].values == std::vector<float>{1, 2, 3, 4.5F});
  CHECK(found->weights["bn.running_mean"].shape == std::vector<std::int64_t>{1});
  CHECK(found->momentum["conv.weight"].values[2] == 0.25F);
}

TEST_CASE("a checkpoint of another training, or none, is nothing") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  CHECK_FALSE(read_checkpoint(path, "x"));
  write_checkpoint(example(), path);
  CHECK_FALSE(read_checkpoint(path, R"({"seed": 2})"));
}

TEST_CASE("a checkpoint cut off anywhere, or with any byte changed, is nothing") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.checkpoint";
  write_checkpoint(example(), path);
  const std::string bytes = read_file(path);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    write_file(path, std::string_view(bytes).substr(0, length));
    CHECK_FALSE(read_checkpoint(path, R"({"seed": 1})"));
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] ^= 16;
    write_file(path, damaged);
    CHECK_FALSE(read_checkpoint(path, R"({"seed": 1})"));
  }
}

TEST_CASE("a checkpoint that cannot be written is an error with the file's name") {
  CHECK_THROWS_AS(write_checkpoint(example(), "/no/such/folder/a.checkpoint"), Error);
}
