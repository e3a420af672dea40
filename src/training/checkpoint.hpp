#pragma once

#include <optional>
#include <string>
#include <vector>

#include "narrows/training.hpp"

namespace narrows {

/** A training after one of its epochs: all that is needed to go on as if it had never stopped. */
struct Checkpoint {
  std::string identity;              ///< What makes it the same training: network, recipe, seed, data, as JSON.
  std::vector<EpochRecord> history;  ///< Of the finished epochs.
  Weights weights;
  Weights momentum;  ///< By the names of the trainable arrays.
};

/** Replaces the file in one step; throws Error if it cannot be written. */
void write_checkpoint(const Checkpoint& checkpoint, const std::string& path);

/** Nothing if the file is not there, is damaged, or has another identity. */
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(const std::string& path, const std::string& identity);

}  // namespace narrows
