#include "schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace narrows {
namespace {

double seconds_of(std::span<const double> epoch_seconds, int epochs, int workers) {
  const double sum = std::accumulate(epoch_seconds.begin(), epoch_seconds.end(), 0.0);
  const double longest = epoch_seconds.empty() ? 0 : *std::max_element(epoch_seconds.begin(), epoch_seconds.end());
  return epochs * std::max(sum / workers, longest);
}

/** The most epochs that the first `networks` networks have time for. */
int epochs_within(std::span<const double> epoch_seconds, int epochs, double seconds, int workers) {
  const double one = seconds_of(epoch_seconds, 1, workers);
  return one <= 0 ? epochs : static_cast<int>(std::min<double>(epochs, std::floor(seconds / one)));
}

std::string plural(int count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string plain_note(const Schedule& schedule) {
  return "training " + plural(schedule.networks, "network") + " for " + plural(schedule.epochs, "epoch") +
         " will take about " + duration(schedule.seconds);
}

std::string fitted_note(const Schedule& schedule, int networks, int epochs, double hours) {
  const bool all = schedule.networks == networks && schedule.epochs == epochs;
  const std::string limit = duration(hours * 3600);
  if (all) return plain_note(schedule) + ", within the " + limit + " given";
  return "to stay within " + limit + ", " + std::to_string(schedule.networks) + " of " + plural(networks, "network") +
         " will be trained for " + std::to_string(schedule.epochs) + " of " + plural(epochs, "epoch") + ": about " +
         duration(schedule.seconds);
}

}  // namespace

std::string duration(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

Schedule fit_schedule(std::span<const double> epoch_seconds, int epochs, double hours, int workers) {
  const auto all = static_cast<int>(epoch_seconds.size());
  Schedule schedule{epochs, all, seconds_of(epoch_seconds, epochs, workers), ""};
  if (hours > 0) {
    const int fewest = (epochs + 3) / 4;
    const auto fitting = [&](int networks) {
      return epochs_within(epoch_seconds.first(static_cast<std::size_t>(networks)), epochs, hours * 3600, workers);
    };
    while (schedule.networks > 1 && fitting(schedule.networks) < fewest) --schedule.networks;
    schedule.epochs = all == 0 ? epochs : std::max(1, fitting(schedule.networks));
    const auto trained = epoch_seconds.first(static_cast<std::size_t>(schedule.networks));
    schedule.seconds = seconds_of(trained, schedule.epochs, workers);
    schedule.note = fitted_note(schedule, all, epochs, hours);
    if (schedule.seconds > hours * 3600) schedule.note += ", for one epoch of one network takes longer";
  } else {
    schedule.note = plain_note(schedule);
  }
  return schedule;
}

}  // namespace narrows
