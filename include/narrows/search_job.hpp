#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "narrows/latency.hpp"
#include "narrows/recipe.hpp"
#include "narrows/training.hpp"

namespace narrows {

/** What a search wants done with a network. The stages follow one another in this order. */
enum class Stage : std::uint8_t {
  measure,   ///< Measure the latency before training, where there is a limit on it.
  estimate,  ///< Train a few steps to see how long training will take.
  train,
  time,  ///< Measure the latency of the exported model.
  test,  ///< Measure the accuracy of the exported model on the test images.
};

/** "measure", "estimate", "train", "time" or "test". */
[[nodiscard]] std::string_view name(Stage stage);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] Stage stage_named(std::string_view name);

/** One piece of work; whoever does it hands the result to `Search::record`. */
struct SearchJob {
  Stage stage = Stage::train;
  int rank = 0;      ///< Of the network among those chosen.
  int count = 0;     ///< Networks of this stage.
  std::string name;  ///< Of the network: "mobilenetv2-17".
  Network network;
  Recipe recipe;
  std::uint64_t seed = 0;
  std::string checkpoint;    ///< For a training, a file that it may go on from.
  std::string onnx;          ///< The exported model, for timing and testing.
  double seconds_after = 0;  ///< Estimated time of the trainings behind this one.
  int until = 0;             ///< The epoch after which a training pauses; 0: it goes on to its end.
  int index = 0;             ///< Place among the `count` networks of this stage.
};

/** Result of Stage::estimate. */
struct TrainingSpeed {
  double images_per_second = 0;
};

/** A training that pauses as its job says, with what it is compared on. */
struct Paused {
  int epochs = 0;  ///< Finished ones.
  double accuracy = 0;

  friend bool operator==(const Paused&, const Paused&) = default;
};

/** Result of Stage::test. */
struct TestScore {
  double accuracy = 0;               ///< Share of [0, 1].
  std::vector<ClassScore> scores{};  ///< Of each class; empty where not known.
};

/** A training that cannot be finished (it diverged): the search goes on without that network. */
struct Failure {
  std::string reason;
};

/** What became of a job. */
using JobResult = std::variant<TrainingSpeed, Training, Latency, TestScore, Failure, Paused>;

}  // namespace narrows
