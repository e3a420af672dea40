#pragma once

#include <string_view>

#include "narrows/trainer.hpp"

/** Options of a trainer, by the names of their values. */
inline narrows::TrainerOptions trainer_options(std::string_view train_on, int threads, std::string_view precision,
                                               std::string_view memory_format) {
  return {.train_on = narrows::train_on_named(train_on),
          .threads = threads,
          .precision = narrows::precision_named(precision),
          .memory_format = narrows::memory_format_named(memory_format)};
}
