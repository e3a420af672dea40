#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/recipe.hpp"
#include "narrows/search_space.hpp"
#include "narrows/target.hpp"

namespace narrows {

/** Which candidates to train. Except for `automatic`, spaces take turns. */
enum class Choose : std::uint8_t {
  automatic,              ///< Those expected to become the most accurate, over all spaces together; see expected_error.
  random,                 ///< As in the paper.
  parameters,             ///< The largest first.
  macs,                   ///< Those with the most.
  weight_bytes,           ///< Those with the most.
  peak_activation_bytes,  ///< Those with the most.
  proposer,               ///< What `Search::propose` is given, one after another.
};

/** "auto", "random", the name of a field of Cost, or "proposer". */
[[nodiscard]] std::string_view name(Choose choose);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] Choose choose_named(std::string_view name);

/** What networks are compared on. */
enum class SelectOn : std::uint8_t {
  validation,  ///< The validation part.
  test,        ///< The test part, as in the paper: then all training images are trained on.
};

/** "validation" or "test". */
[[nodiscard]] std::string_view name(SelectOn part);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] SelectOn select_on_named(std::string_view name);

/** How the networks to train share the time. */
enum class Spend : std::uint8_t {
  full,     ///< All of them are trained to the end, as in the paper.
  halving,  ///< All of them a little, the better half more, and so on; see `rungs_of`.
};

/** "full" or "halving". */
[[nodiscard]] std::string_view name(Spend spend);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] Spend spend_named(std::string_view name);

/** A limit on the latency of what is delivered. */
struct LatencyLimit {
  double ms = 0;       ///< What is delivered is faster as measured, the upper end of its 95 % interval included.
  Resource predicted;  ///< What laws and candidates are judged by, such as `LatencyModel::resource`.
};

/**
 * What to search for, and how. The defaults are the paper's: 100 candidates, 10 of those below the limit trained;
 * except that they are not chosen at random.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
struct SearchOptions {
  std::vector<SearchSpace> spaces{};  ///< Image shape and classes are taken from the data set.
  std::vector<Target> targets{};      ///< Candidates lie strictly below every limit and inside every band.
  /**
   * A limit that holds on the search's device: beside the targets, candidates lie below it as predicted, and chosen
   * networks are measured before they are trained. Those that break it are left out, and the next ones take their
   * place.
   */
  std::optional<LatencyLimit> max_latency{};
  std::string folder{};  ///< Where everything of this search lies; made if it is not there.
  int candidates = 100;  ///< Architectures drawn, over all spaces.
  int train = 10;        ///< Networks trained, over all spaces; fewer if fewer keep the limits.
  /**
   * Which candidates to train: "auto", those expected to become the most accurate (see `expected_error`; where that
   * knows nothing, those with the most parameters), over all spaces together; "random", as in the paper; or those with
   * the most "parameters", "macs", "weight_bytes" or "peak_activation_bytes". Except for "auto", spaces take turns.
   * "proposer": what `Search::propose` is given; it knows no `hours`, `max_latency` and halving, which need to know the
   * networks beforehand.
   */
  Choose choose = Choose::automatic;
  /**
   * What networks are compared on: "validation", or "test" as in the paper (then all training images are trained on).
   */
  SelectOn select_on = SelectOn::validation;
  /**
   * "full": networks are trained to the end; "halving": all of them for an eighth of the epochs, the better half for a
   * quarter, then a half, and an eighth of them to the end, with the same weights as if they had been trained alone.
   */
  Spend spend = Spend::full;
  Recipe recipe{};
  std::uint64_t seed = 0;
  int subset = 0;    ///< Train on that many images; 0: on all.
  double hours = 0;  ///< The training has to fit into that time: fewer epochs, then fewer networks; 0: no bound.
  int threads = 1;   ///< Of the law search. Laws and candidates do not depend on it.
  int workers = 1;   ///< Trainings that run side by side; for the time estimate.
  std::string device = "local";      ///< Name of what latencies are measured on.
  std::string device_description{};  ///< Such as the processor's name.
  std::string command{};             ///< What a user types to repeat it; shown in reports.

  /** The targets, with that of `max_latency`. */
  [[nodiscard]] std::vector<Target> all_targets() const;
  /** Throws std::invalid_argument naming option, rule and value. */
  void validate() const;
  /**
   * Fewer candidates, networks, epochs and images of this data set, so that every stage is passed through within a
   * minute.
   */
  [[nodiscard]] SearchOptions smoke(const Dataset& dataset) const;
};

/** The data set as a search with these options uses it: a subset; with select_on "test" no validation part. */
[[nodiscard]] Dataset prepare_dataset(const Dataset& dataset, const SearchOptions& options);

}  // namespace narrows
