#pragma once

#include <map>
#include <vector>

#include "narrows/schedule.hpp"
#include "narrows/search_options.hpp"
#include "search_file.hpp"

namespace narrows {

/**
 * All networks to an eighth of the epochs, the better half to a quarter, half of these to a half, and again half to the
 * end; with few networks or epochs fewer times. With Spend::full, all of them to the end.
 *
 * References
 * ----------
 * Jamieson, Talwalkar: Non-stochastic best arm identification and hyperparameter optimization, AISTATS 2016.
 */
[[nodiscard]] std::vector<Rung> rungs_of(int networks, int epochs, Spend spend);

/** Where the trainings of a search stand: which rung is being climbed, and by which networks. */
struct Standing {
  std::size_t rung = 0;
  std::vector<int> ranks;  ///< In their order.

  [[nodiscard]] bool contains(int rank) const;
};

/**
 * Follows from what the file says of the first `networks` works. Those that failed take no part; the next best takes
 * their place. Ties go to the lower rank. Needs a schedule.
 */
[[nodiscard]] Standing standing_of(const SearchFile& file, int networks);

/** The epoch at which a training of this rung pauses; 0 in the last one. */
[[nodiscard]] int pause_of(const SearchFile& file, std::size_t rung);

/** Whether a network has reached the top of this rung and waits for the others; never in the last one. */
[[nodiscard]] bool waits(const SearchFile& file, int rank, std::size_t rung);

/** The networks that do not climb further, by rank, with what they reached. */
[[nodiscard]] std::map<int, Paused> stopped_in(const SearchFile& file);

}  // namespace narrows
