#pragma once

#include <span>
#include <string>

#include "narrows/schedule.hpp"
#include "narrows/search_options.hpp"

namespace narrows {

/**
 * How many epochs and networks fit into `hours` (0: no bound), where one epoch of the i-th network takes
 * `epoch_seconds[i]` and `workers` train side by side. Fewer epochs first, down to a quarter; then fewer networks, from
 * the last; then still fewer epochs of a single network. With halving, the slowest are taken to climb furthest, so that
 * the bound holds whichever do.
 */
[[nodiscard]] Schedule fit_schedule(std::span<const double> epoch_seconds, int epochs, double hours, int workers = 1,
                                    Spend spend = Spend::full);

/** Where a proposer says, one after another, which networks to train. */
[[nodiscard]] Schedule open_schedule(int epochs, int networks);

/** "42 s", "3 min 10 s", "2 h 5 min". */
[[nodiscard]] std::string duration(double seconds);

}  // namespace narrows
