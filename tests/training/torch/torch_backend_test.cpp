#include "narrows/torch_backend.hpp"

#include <doctest/doctest.h>

#include "stripes.hpp"

using namespace narrows;

TEST_CASE("a network learns to tell stripes apart in either memory format and precision") {
  for (const char* precision : {"float32", "bfloat16"})
    for (const char* format : {"contiguous", "channels_last"}) {
      CAPTURE(precision);
      CAPTURE(format);
      const TrainerOptions options{
          .train_on = "torch-cpu", .threads = 1, .precision = precision, .memory_format = format};
      Trainer trainer(test::stripes_dataset(), {.epochs = 4, .batch_size = 32, .learning_rate = 0.05, .pad = 1},
                      torch_backend(options));
      CHECK(trainer.train(test::small_network(), 1).accuracy > 0.9);
    }
}

TEST_CASE("bad options are refused with their rule") {
  CHECK_THROWS_WITH_AS((void)torch_backend({.train_on = "tpu"}),
                       R"(trainer: train_on must be "auto", "cpu", "torch-cpu", "cuda", not "tpu")",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)torch_backend({.threads = -1}), std::invalid_argument);
  CHECK_THROWS_AS((void)torch_backend({.train_on = "cpu"}), std::invalid_argument);
}
