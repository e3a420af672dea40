#pragma once

#include "narrows/trainer.hpp"

namespace narrows::test {

/** The backend that the test program at hand is about, on one thread: each program defines its own. */
[[nodiscard]] std::shared_ptr<TrainingBackend> backend(Precision precision = Precision::automatic);

}  // namespace narrows::test
