#include "narrows/torch_backend.hpp"

#include <doctest/doctest.h>

#include "stripes.hpp"

using namespace narrows;

TEST_CASE("a network learns to tell stripes apart in either memory format and precision") {
  for (const Precision precision : {Precision::float32, Precision::bfloat16})
    for (const MemoryFormat format : {MemoryFormat::contiguous, MemoryFormat::channels_last}) {
      CAPTURE(std::string(name(precision)));
      CAPTURE(std::string(name(format)));
      const TrainerOptions options{
          .train_on = TrainOn::torch_cpu, .threads = 1, .precision = precision, .memory_format = format};
      Trainer trainer(test::stripes_dataset(), {.epochs = 4, .batch_size = 32, .learning_rate = 0.05, .pad = 1},
                      torch_backend(options));
      CHECK(trainer.train(test::small_network(), 1).accuracy > 0.9);
    }
}

TEST_CASE("bad options are refused with their rule") {
  CHECK_THROWS_WITH_AS((void)train_on_named("tpu"),
                       "trainer: train_on must be one of auto, cpu, torch-cpu, cuda, but is 'tpu'",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)torch_backend({.threads = -1}), std::invalid_argument);
  CHECK_THROWS_AS((void)torch_backend({.train_on = TrainOn::cpu}), std::invalid_argument);
}
