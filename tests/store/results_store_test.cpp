#include "narrows/results_store.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "message_of.hpp"
#include "narrows/error.hpp"
#include "samples.hpp"
#include "temporary_folder.hpp"

using namespace narrows;
using namespace samples;

TEST_CASE("a training comes back as it was stored, also in another process's file handle") {
  const TemporaryFolder folder;
  const StoredTraining stored = training(8, 0.75, 0xffffffffffffffff);
  ResultsStore(folder / "results.db").put(stored);
  const auto results = ResultsStore(folder / "results.db", Access::read).results();
  REQUIRE(results.size() == 1);
  const StoredTraining& read = results[0].training;
  CHECK(read.network.space == "pnasnet");
  CHECK(read.network.architecture == stored.network.architecture);
  CHECK(read.network.cost == stored.network.cost);
  CHECK(read.network.input_shape == Shape{3, 32, 32});
  CHECK(read.dataset.validation_images == 9000);
  CHECK(read.seed == 0xffffffffffffffff);
  CHECK(read.validation_accuracy == 0.75);
  CHECK_FALSE(read.test_accuracy.has_value());
  CHECK(read.onnx == "models/8.onnx");
  REQUIRE(read.history.size() == 1);
  CHECK(read.history[0].train_loss == 2.5);
  CHECK_FALSE(results[0].latency.has_value());
}

TEST_CASE("the same training is stored once, and the first result stands") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  const auto id = store.put(training(8, 0.75));
  CHECK(store.put(training(8, 0.99)) == id);
  CHECK(store.results().size() == 1);
  CHECK(store.result(id).training.validation_accuracy == 0.75);
  CHECK(store.find(training(8, 0)) == id);
  CHECK(store.put(training(8, 0.5, 1)) != id);
  CHECK_FALSE(store.find(training(9, 0)).has_value());
}

TEST_CASE("the test accuracy is added later, to a training that is there") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  const auto id = store.put(training(8, 0.75));
  store.set_test_accuracy(id, 0.7);
  CHECK(store.result(id).training.test_accuracy == 0.7);
  CHECK(store.result(id).training.test_scores.empty());
  store.set_test_accuracy(id, 0.7, {{7, 8}, {0, 2}});
  CHECK(store.result(id).training.test_scores == std::vector<ClassScore>{{7, 8}, {0, 2}});
  CHECK_THROWS_AS(store.set_test_accuracy(id + 1, 0.7), std::invalid_argument);
  CHECK_THROWS_AS(store.set_test_accuracy(id, 70), Error);
}

TEST_CASE("latencies stand apart from trainings, and the latest counts") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  store.put(network(8), {"local", "a desktop"}, latency(2));
  store.put(network(8), {"local", ""}, latency(1));
  store.put(network(8), {"pi", "Raspberry Pi 3B+"}, latency(20));
  CHECK(store.results().empty());
  store.put(training(8, 0.75));
  store.put(training(8, 0.76, 1));
  const auto results = store.results({.device = "local"});
  REQUIRE(results.size() == 2);
  CHECK(results[0].latency->median_ms == 1);
  CHECK(results[1].latency->median_ms == 1);
  CHECK(store.results({.device = "pi"})[0].latency->median_ms == 20);
  CHECK_FALSE(store.results()[0].latency.has_value());  // Two devices: none is preferred.
  CHECK(store.devices()[0].description == "a desktop");
}

TEST_CASE("a query narrows by device, data set, latency and cost, and marks its own front") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  for (const int width : {4, 8, 16}) {
    store.put(training(width, 0.5 + 0.01 * width));
    store.put(network(width), {"local", ""}, latency(width));
  }
  StoredTraining other = training(4, 0.9);
  other.dataset = {"mnist", "def", 10, 51000, 9000, 10000};
  store.put(other);

  const auto all = store.results({.dataset = "fashion-mnist"});
  REQUIRE(all.size() == 3);
  CHECK(all[0].training.validation_accuracy == doctest::Approx(0.66));  // Best first.
  CHECK(std::all_of(all.begin(), all.end(), [](const StoredResult& result) { return result.on_front; }));
  CHECK(store.results({.dataset = "fashion-mnist", .max_latency_ms = 8}).size() == 1);
  CHECK(store.results({.dataset = "abc", .max_parameters = network(16).cost.parameters}).size() == 2);
  CHECK(store.results({.dataset = "mnist"})[0].on_front);
  CHECK(store.results({.space = "densenet"}).empty());
  CHECK(message_of<std::invalid_argument>([&] { (void)store.results({.device = "pi"}); }) ==
        "no results for device 'pi'; there are local");
  CHECK(
      contains(message_of<std::invalid_argument>([&] { (void)store.results({.dataset = "svhn"}); }), "fashion-mnist"));
}

TEST_CASE("a latency comes back with every field") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  Latency whole;
  int number = 2;
  Latency::for_each_field([&](const char*, auto member) {
    auto& field = whole.*member;
    if constexpr (std::is_same_v<decltype(field), std::string&>) {
      field = "text " + std::to_string(number++);
    } else {
      field = static_cast<std::decay_t<decltype(field)>>(number++);
    }
  });
  store.put(network(8), {"local", ""}, whole);
  store.put(training(8, 0.75));
  CHECK(store.latencies("local").at(0).latency == whole);
  CHECK(store.results().at(0).latency == whole);
}

TEST_CASE("networks whose latencies overlap are not told apart on the front") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  store.put(training(8, 0.70));
  store.put(training(16, 0.71));
  store.put(network(8), {"local", ""}, latency(1.0, 0.3));
  store.put(network(16), {"local", ""}, latency(1.2, 0.3));
  const auto results = store.results();
  CHECK(results[0].on_front);
  CHECK_FALSE(results[1].on_front);
}

TEST_CASE("results of others keep their source and need no digest") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  StoredTraining foreign = training(8, 0.75);
  foreign.source = "published";
  foreign.dataset = {"cifar-10", "", 10, 50000, 0, 10000};
  foreign.validation_accuracy.reset();
  foreign.test_accuracy = 0.8;
  store.put(training(8, 0.75));
  store.put(foreign);
  const auto published = store.results({.source = "published"});
  REQUIRE(published.size() == 1);
  CHECK(published[0].on_front);  // By its test accuracy, the only one it has.
  CHECK(store.results({.source = ""}).size() == 1);
}

TEST_CASE("a transaction that throws leaves nothing behind, a nested one only itself") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  CHECK_THROWS_AS(store.transaction([&] {
    store.put(training(8, 0.75));
    throw Error("stopped");
  }),
                  Error);
  CHECK(store.results().empty());
  store.transaction([&] {
    store.put(training(8, 0.75));
    CHECK_THROWS_AS(store.set_test_accuracy(99, 0.5), std::invalid_argument);
    store.put(training(9, 0.75));
  });
  CHECK(store.results().size() == 2);
}

TEST_CASE("latencies of a device are given without trainings, and those of others are kept apart") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  const StoredNetwork network = training(8, 0.5, 0).network;
  Latency latency;
  latency.median_ms = 3;
  latency.engine = "XNNPACK 2022-02";
  store.put(network, {"pi", "Raspberry Pi 4"}, latency);
  latency.median_ms = 1;
  store.put(network, {"local", ""}, latency);
  const auto found = store.latencies("pi");
  REQUIRE(found.size() == 1);
  CHECK(found[0].device == "pi");
  CHECK(found[0].latency.median_ms == 3);
  CHECK(found[0].network.architecture == network.architecture);
  CHECK(store.latencies("toaster").empty());
}

TEST_CASE("what an edited space builds is another network, with results of its own") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  StoredTraining before = training(8, 0.5);
  StoredTraining after = before;
  after.network.fingerprint = "another";
  after.validation_accuracy = 0.75;
  CHECK_FALSE(before.network.same_as(after.network));
  store.put(before);
  CHECK_FALSE(store.find(after).has_value());
  store.put(after);
  store.put(before.network, {"pi", ""}, latency(1));
  store.put(after.network, {"pi", ""}, latency(2));
  REQUIRE(store.results().size() == 2);
  CHECK(store.results()[0].training.network.fingerprint == "another");  // the more accurate one
  CHECK(store.results()[0].latency->median_ms == 2);
  CHECK(store.results()[1].latency->median_ms == 1);
}

TEST_CASE("a network stored without a fingerprint is known by its cost, and gets the fingerprint") {
  const TemporaryFolder folder;
  ResultsStore store(folder / "results.db");
  StoredTraining old = training(8, 0.5);
  old.network.fingerprint.clear();
  CHECK(old.network.same_as(network(8)));
  store.put(old);
  StoredTraining other = training(8, 0.5);
  other.network.cost.macs += 1;
  CHECK_FALSE(old.network.same_as(other.network));
  CHECK_FALSE(store.find(other).has_value());
  CHECK(store.find(training(8, 0.5)).has_value());
  store.put(network(8), {"pi", ""}, latency(1));
  CHECK(store.latencies("pi")[0].network.fingerprint == network(8).fingerprint);
  CHECK(store.results()[0].latency.has_value());
}

TEST_CASE("two objects write to one file from two threads") {
  const TemporaryFolder folder;
  const auto write = [&](std::uint64_t seed) {
    ResultsStore store(folder / "results.db");
    for (int i = 0; i < 20; ++i) store.put(training(8 + i, 0.5, seed));
  };
  std::thread other(write, 1);
  write(0);
  other.join();
  const ResultsStore store(folder / "results.db");
  CHECK(store.results().size() == 40);
  CHECK(store.check().empty());
}

TEST_CASE("a process killed while writing leaves a sound database with every training whole") {
  const TemporaryFolder folder;
  { ResultsStore store(folder / "results.db"); }
  for (int round = 0; round < 5; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      ResultsStore store(folder / "results.db");
      for (std::uint64_t seed = 0;; ++seed) store.put(training(8, 0.5, seed));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10 + 7 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const ResultsStore store(folder / "results.db");
    CHECK(store.check().empty());
    const auto results = store.results();
    for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i].training.seed == i);
  }
  CHECK_FALSE(ResultsStore(folder / "results.db").results().empty());
}
