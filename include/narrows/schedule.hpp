#pragma once

#include <string>
#include <vector>

namespace narrows {

/** So many networks, the best so far, are trained until so many epochs. */
struct Rung {
  int networks = 0;
  int epochs = 0;

  friend bool operator==(const Rung&, const Rung&) = default;
};

/** How long the trainings take, and what fits into the time that was given. */
struct Schedule {
  int epochs = 0;
  int networks = 0;
  double seconds = 0;         ///< Of all trainings together; with halving, the most that they may take.
  std::string note;           ///< In words.
  std::vector<Rung> rungs{};  ///< One after another; the last has all epochs.

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace narrows
