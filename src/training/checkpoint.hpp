#pragma once

#include <optional>
#include <string>
#include <vector>

#include "narrows/training.hpp"
#include "narrows/training_backend.hpp"

namespace narrows {

/** A training after one of its epochs: all that is needed to go on as if it had never stopped. */
struct Checkpoint {
  std::string identity;  ///< What makes it the same training: network, recipe, seed, data, as JSON.
  std::string backend;   ///< The one that trained the last epoch, with its arithmetic.
  std::string arithmetic;
  std::vector<EpochRecord> history;  ///< Of the finished epochs.
  LearnerState state;
  Weights mean{std::vector<Weights::Array>()};  ///< Of the weights after the last epochs, if the recipe averages these;
                                                ///< else empty.
};

/** A checkpoint, or why there is none; neither if there is no file. */
struct FoundCheckpoint {
  std::optional<Checkpoint> checkpoint;
  std::string problem;
};

/** Replaces the file in one step; throws Error if it cannot be written. */
void write_checkpoint(const Checkpoint& checkpoint, const std::string& path);

/** Finds a problem if the file is damaged or has another identity. */
[[nodiscard]] FoundCheckpoint read_checkpoint(const std::string& path, const std::string& identity);

}  // namespace narrows
