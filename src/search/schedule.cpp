#include "schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "halving.hpp"

namespace narrows {
namespace {

/** Of a rung: all its networks are trained from the epoch of the one before. */
double seconds_of(std::span<const double> slowest_first, int networks, int epochs, int workers) {
  const auto part = slowest_first.first(static_cast<std::size_t>(networks));
  if (part.empty()) return 0;
  return epochs * std::max(std::accumulate(part.begin(), part.end(), 0.0) / workers, part.front());
}

/** How trainings are paid for. */
struct Terms {
  int workers;
  Spend spend;
};

double seconds_of(std::span<const double> epoch_seconds, int epochs, const Terms& terms) {
  std::vector<double> slowest_first(epoch_seconds.begin(), epoch_seconds.end());
  std::ranges::sort(slowest_first, std::ranges::greater());
  double seconds = 0;
  int before = 0;
  for (const Rung& rung : rungs_of(static_cast<int>(slowest_first.size()), epochs, terms.spend)) {
    seconds += seconds_of(slowest_first, rung.networks, rung.epochs - before, terms.workers);
    before = rung.epochs;
  }
  return seconds;
}

/** The most epochs that these networks have time for; may be 0. */
int epochs_within(std::span<const double> epoch_seconds, int epochs, double seconds, const Terms& terms) {
  int fitting = epochs;
  while (fitting > 0 && seconds_of(epoch_seconds, fitting, terms) > seconds) --fitting;
  return fitting;
}

std::string plural(int count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/** "12 epochs, the better 5 of them for 25, then 3 for 50 and 2 for 100". */
std::string rungs_note(const std::vector<Rung>& rungs) {
  std::string text = plural(rungs.front().epochs, "epoch");
  for (std::size_t i = 1; i < rungs.size(); ++i) {
    text += i == 1 ? ", the better " : i + 1 < rungs.size() ? ", then " : " and ";
    text += std::to_string(rungs[i].networks) + (i == 1 ? " of them for " : " for ") + std::to_string(rungs[i].epochs);
  }
  return text;
}

std::string about(const Schedule& schedule) {
  return (schedule.rungs.size() > 1 ? "at most about " : "about ") + duration(schedule.seconds);
}

std::string plain_note(const Schedule& schedule) {
  return "training " + plural(schedule.networks, "network") + " for " + rungs_note(schedule.rungs) + " will take " +
         about(schedule);
}

std::string fitted_note(const Schedule& schedule, int networks, int epochs, double hours) {
  const bool all = schedule.networks == networks && schedule.epochs == epochs;
  const std::string limit = duration(hours * 3600);
  if (all) return plain_note(schedule) + ", within the " + limit + " given";
  std::string text = "to stay within " + limit + ", " + std::to_string(schedule.networks) + " of " +
                     plural(networks, "network") + " will be trained for " + std::to_string(schedule.epochs) + " of " +
                     plural(epochs, "epoch");
  if (schedule.rungs.size() > 1) text += " (all for " + rungs_note(schedule.rungs) + ")";
  return text + ": " + about(schedule);
}

}  // namespace

std::string duration(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

Schedule fit_schedule(std::span<const double> epoch_seconds, int epochs, double hours, int workers, Spend spend) {
  const auto all = static_cast<int>(epoch_seconds.size());
  const Terms terms{workers, spend};
  Schedule schedule{epochs, all, 0, ""};
  const auto first = [&] { return epoch_seconds.first(static_cast<std::size_t>(schedule.networks)); };
  if (hours > 0 && all > 0) {
    const int fewest = (epochs + 3) / 4;
    const auto fitting = [&] { return epochs_within(first(), epochs, hours * 3600, terms); };
    while (schedule.networks > 1 && fitting() < fewest) --schedule.networks;
    schedule.epochs = std::max(1, fitting());
  }
  schedule.seconds = seconds_of(first(), schedule.epochs, terms);
  schedule.rungs = rungs_of(schedule.networks, schedule.epochs, spend);
  schedule.note = hours > 0 ? fitted_note(schedule, all, epochs, hours) : plain_note(schedule);
  if (hours > 0 && schedule.seconds > hours * 3600) schedule.note += ", for one epoch of one network takes longer";
  return schedule;
}

Schedule open_schedule(int epochs, int networks) {
  return {epochs, networks, 0,
          "up to " + plural(networks, "network") + " will be trained for " + plural(epochs, "epoch") +
              ", as the proposer asks for them",
          rungs_of(networks, epochs, Spend::full)};
}

}  // namespace narrows
