#pragma once

#include <map>
#include <string>
#include <vector>

#include "message_of.hpp"
#include "narrows/file.hpp"
#include "narrows/network_step.hpp"
#include "narrows/search.hpp"
#include "narrows/spaces.hpp"
#include "temporary_folder.hpp"

/** Parts of a search that train and time nothing, and count what they are asked for. */
namespace fakes {

using namespace narrows;

inline Dataset dataset(std::size_t images = 40) {
  const auto part = [](std::size_t count) {
    std::vector<std::int32_t> labels(count);
    for (std::size_t i = 0; i < count; ++i) labels[i] = static_cast<std::int32_t>(i % 2);
    std::vector<std::uint8_t> pixels(count * 64);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7);
    return LabelledImages({1, 8, 8}, pixels, labels);
  };
  return {"fake", {"even", "odd"}, part(images), part(10), part(20)};
}

/** Accuracy grows with the network; answers "odd" to everything. Trains from a checkpoint that counts epochs. */
class Trainer : public AbstractTrainer {
 public:
  explicit Trainer(Recipe recipe, int images = 40) : recipe_(std::move(recipe)), images_(images) {}

  Training train(const Network& network, std::uint64_t seed, const std::string& checkpoint,
                 const TrainingCallback& progress) override {
    const std::int64_t parameters = count(network).parameters;
    if (parameters == diverges_at) throw Diverged("the loss is not finite");
    Training result{Model::initialised(network, seed), accuracy_of(parameters), {}};
    const int before = epochs_in(checkpoint);
    for (int epoch = 1; epoch <= recipe_.epochs; ++epoch) {
      result.history.push_back({epoch, 0.01, 1.0 / epoch, 0.5, result.accuracy, 0.1, 1000});
      if (epoch == before)
        tell(progress, {epoch, recipe_.epochs, 2, 2, 1, 0.5, 1000, 1, {}, {}, result.history.back()});
      if (epoch <= before) continue;
      for (int step = 1; step <= 2; ++step) tell(progress, {epoch, recipe_.epochs, step, 2, 1, 0.5, 1000, 1, {}, {}});
      if (!checkpoint.empty()) {
        write_file(checkpoint, std::to_string(epoch));
        ++epochs_trained[parameters];
      }
      tell(progress, {epoch, recipe_.epochs, 2, 2, 1, 0.5, 1000, 1, {}, result.history.back()});
    }
    return result;
  }

  std::vector<float> logits(const Model&, const LabelledImages& images) override {
    std::vector<float> result;
    for (std::size_t i = 0; i < images.size(); ++i) result.insert(result.end(), {0.0F, 1.0F});
    return result;
  }

  [[nodiscard]] std::string train_on() const override { return "cpu"; }
  static double accuracy_of(std::int64_t parameters) { return 1 - 100.0 / static_cast<double>(100 + parameters); }

  static inline std::map<std::int64_t, int> epochs_trained;  ///< With a checkpoint, by parameters.
  static inline std::int64_t diverges_at = -1;

 private:
  static int epochs_in(const std::string& checkpoint) {
    return !checkpoint.empty() && std::filesystem::exists(checkpoint) ? std::stoi(read_file(checkpoint)) : 0;
  }
  static void tell(const TrainingCallback& progress, const TrainingProgress& now) {
    if (progress && !progress(now)) throw Interrupted();
  }

  Recipe recipe_;
  int images_;
};

/** One millisecond for each operation. */
class Timer : public AbstractTimer {
 public:
  Latency measure(const Model& model) override {
    ++measured;
    Latency latency;
    latency.mean_ms = latency.median_ms = latency.min_ms = static_cast<double>(steps_of(model.network()).size());
    latency.low_ms = latency.median_ms - 0.1;
    latency.high_ms = latency.median_ms + 0.1;
    latency.repeats = 10;
    latency.engine = "fake";
    return latency;
  }
  int measured = 0;
};

inline std::shared_ptr<AbstractTrainer> make_trainer(const Dataset&, const Recipe& recipe) {
  return std::make_shared<Trainer>(recipe);
}

inline SearchOptions options(const std::string& folder) {
  SearchOptions result;
  result.spaces = {spaces::pnasnet()};
  result.targets = {Limit("parameters", 2000)};
  result.folder = folder;
  result.candidates = 20;
  result.train = 3;
  result.recipe.epochs = 4;
  return result;
}

/** A search in a folder of its own. */
struct Session {
  Session() {
    Trainer::epochs_trained.clear();
    Trainer::diverges_at = -1;
  }

  SearchRun run(const SearchOptions& asked, const SearchCallback& progress = {}) {
    return search(asked, dataset(), make_trainer, timer, progress);
  }

  TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  Timer timer;
};

}  // namespace fakes
