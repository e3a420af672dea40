#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "narrows/architecture.hpp"
#include "narrows/cost.hpp"
#include "narrows/dataset.hpp"
#include "narrows/latency.hpp"
#include "narrows/search_space.hpp"
#include "narrows/training.hpp"

namespace narrows {

/** What accuracies are measured on. Two data sets are the same if name and digest are. */
struct StoredDataset {
  std::string name;
  std::string digest;  ///< Of `Dataset::digest`; may be empty for results of others.
  int classes = 0;
  std::int64_t train_images = 0;
  std::int64_t validation_images = 0;
  std::int64_t test_images = 0;

  [[nodiscard]] static StoredDataset of(const Dataset& dataset);
};

/** A network as results know it: an architecture for images of one shape and a number of classes, with its cost. */
struct StoredNetwork {
  std::string space;
  std::string architecture;  ///< What `Architecture::to_json` gives.
  Shape input_shape;
  int classes = 0;
  Cost cost;
  /** What the space's build function made of the architecture (`fingerprint`); empty where that is not known. */
  std::string fingerprint{};

  /**
   * Whether both are the same network: a space that has been edited builds another one from the same values. Where one
   * of them has no fingerprint, costs are compared instead.
   */
  [[nodiscard]] bool same_as(const StoredNetwork& other) const;
  [[nodiscard]] static StoredNetwork of(const SearchSpace& space, const Architecture& architecture);
};

/** One training and what it reached; nothing in it depends on a device. */
struct StoredTraining {
  StoredNetwork network;
  StoredDataset dataset;
  std::string recipe;  ///< What `Recipe::to_json` gives; free text for results of others.
  std::uint64_t seed = 0;
  std::string source;                         ///< Empty for trainings of our own, else where the numbers come from.
  std::optional<double> validation_accuracy;  ///< Share of [0, 1].
  std::optional<double> test_accuracy;        ///< Share of [0, 1].
  std::vector<EpochRecord> history;
  std::string onnx;                             ///< The model's file, relative to the database's folder; may be empty.
  std::string train_on;                         ///< "cpu", "torch-cpu" or "cuda".
  std::vector<ClassScore> validation_scores{};  ///< Of each class; empty where they are not known.
  std::vector<ClassScore> test_scores{};        ///< Likewise.
};

/** What latencies are measured on. */
struct StoredDevice {
  std::string name;
  std::string description;
};

/** One latency with the network and device that it is of. */
struct StoredLatency {
  StoredNetwork network;
  std::string device;
  Latency latency;
};

/** Which results to give. What is left out does not narrow. */
struct ResultsQuery {
  std::string dataset{};  ///< Name or digest.
  /** Whose latencies to give. Empty: of the only device; without latencies where there are several or none. */
  std::string device{};
  std::string space{};
  std::optional<std::string> source{};             ///< "" for our own trainings.
  std::optional<double> max_latency_ms{};          ///< Median strictly below; needs a device.
  std::optional<std::int64_t> max_parameters{};    ///< Strictly below, as the next ones.
  std::optional<std::int64_t> max_macs{};          ///<
  std::optional<std::int64_t> max_weight_bytes{};  ///<
  bool select_on_test = false;                     ///< The front compares test accuracies, as the paper does.
};

/** One training with the latency of its network on the device asked for. */
struct StoredResult {
  std::int64_t id = 0;  ///< Of the training.
  StoredTraining training;
  std::string device;              ///< Empty if there is no latency.
  std::optional<Latency> latency;  ///< The one measured last.
  /**
   * On the Pareto front of accuracy against latency (against parameters where no latency is asked for), among the
   * results of the same query and data set.
   */
  bool on_front = false;
};

/** How a ResultsStore opens its file. */
enum class Access : std::uint8_t {
  read,   ///< The file must be there; it is not changed.
  write,  ///< Made if it is not there; brought to the newest schema if it is older.
};

/**
 * A database of results, in one SQLite file: data sets, architectures, trainings, devices and latencies in tables of
 * their own, so that accuracies, which are costly, stand apart from hardware, which is cheap to measure again.
 *
 * Every change is one transaction: a process that is killed at any moment leaves a sound database. One object may be
 * used by several threads, one file by several processes.
 *
 * Raises
 * ------
 * Error
 *     If the file is missing (read), is no results database, was written by a newer version, or cannot be written.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5 (results apart from hardware calibration).
 */
class ResultsStore {
 public:
  explicit ResultsStore(const std::string& path, Access access = Access::write);
  ~ResultsStore();
  ResultsStore(ResultsStore&&) noexcept;
  ResultsStore& operator=(ResultsStore&&) noexcept;

  [[nodiscard]] const std::string& path() const;
  /** "wal", or "delete" where the file system does not do write-ahead logs (network file systems). */
  [[nodiscard]] std::string journal_mode() const;
  /** What it means that the file, which it names, has no write-ahead log; empty where it has one. */
  [[nodiscard]] std::string journal_warning() const;
  /** The newest schema this version of narrows knows. */
  [[nodiscard]] static int schema_version();

  /**
   * Stores a training and gives its number. Network, data set, recipe, seed and source identify it: if it is there
   * already, it stays as it is.
   */
  std::int64_t put(const StoredTraining& training);
  /** Number of the training that `training` identifies, if it is stored. */
  [[nodiscard]] std::optional<std::int64_t> find(const StoredTraining& training) const;
  /** Throws std::invalid_argument if there is no such training. */
  void set_test_accuracy(std::int64_t training_id, double accuracy, const std::vector<ClassScore>& scores = {});

  /** Stores a latency; replaces one of the same network, device, engine and number of threads. */
  void put(const StoredNetwork& network, const StoredDevice& device, const Latency& latency);

  /** Runs `changes` as one transaction: all of them are kept, or, if it throws, none. Calls may be nested. */
  void transaction(const std::function<void()>& changes);

  /** Throws std::invalid_argument for a device or data set that is not there, naming those that are. */
  [[nodiscard]] std::vector<StoredResult> results(const ResultsQuery& query = {}) const;
  /** One training; throws std::invalid_argument if there is none of that number. */
  [[nodiscard]] StoredResult result(std::int64_t training_id, const std::string& device = "") const;
  [[nodiscard]] std::vector<StoredDataset> datasets() const;
  [[nodiscard]] std::vector<StoredDevice> devices() const;
  /** All latencies of a device, of trained networks and others, oldest first; empty for one that is not known. */
  [[nodiscard]] std::vector<StoredLatency> latencies(const std::string& device) const;

  /** What SQLite's own checks of the file and of its foreign keys find; empty if all is well. */
  [[nodiscard]] std::vector<std::string> check() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace narrows
