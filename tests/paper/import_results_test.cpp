#include "narrows/paper/import_results.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "narrows/paper/network.hpp"
#include "narrows/paper/published_cost.hpp"
#include "narrows/spaces.hpp"
#include "released.hpp"

using namespace narrows;

namespace {

paper::ReleasedResult released(const std::string& law, std::uint32_t id, const std::string& device, double ms) {
  paper::ReleasedResult result;
  result.space = "pnasnet";
  result.law = law;
  result.id = id;
  const auto cost = paper::published_cost(spaces::pnasnet(), paper::network("pnasnet", law, id));
  result.params = cost.params;
  result.flops = cost.flops;
  result.accuracy = 0.6;
  result.device = device;
  result.latency_ms = ms;
  result.latency_std_ms = 1;
  result.where = "results.json, row " + law + std::to_string(id) + device;
  return result;
}

/** A results store in a file of its own. */
struct Store {
  std::string path;
  ResultsStore store;

  explicit Store(const std::string& name)
      : path((std::filesystem::temp_directory_path() / (name + std::to_string(::getpid()) + ".db")).string()),
        store(path) {}
  ~Store() {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
};

}  // namespace

TEST_CASE("accuracies and the latencies of both devices are stored") {
  Store place("narrows-import");
  const auto import = paper::import_results(
      {released("s3", 1, "pi3bplus", 20), released("s3", 1, "macbook", 3), released("s2", 1, "pi3bplus", 200)},
      place.store);
  CHECK(import.trainings == 2);
  CHECK(import.architectures == 2);
  CHECK(import.latencies == 3);
  CHECK(import.devices == std::vector<std::string>{"macbook", "pi3bplus"});
  const auto fast =
      place.store.results({.dataset = "cifar10", .device = "pi3bplus", .max_latency_ms = 50, .select_on_test = true});
  REQUIRE(fast.size() == 1);
  CHECK(fast[0].training.test_accuracy == 0.6);
  CHECK(fast[0].latency->mean_ms == doctest::Approx(20));
  CHECK(fast[0].latency->high_ms == doctest::Approx(20 + 2.776 / std::sqrt(5.0)));
}

TEST_CASE("numbers that stand for the same network are trainings of their own and one latency") {
  const auto a = released("s3", 0, "pi3bplus", 18);
  const auto b = released("s3", 2, "pi3bplus", 20);
  REQUIRE(paper::network("pnasnet", "s3", 0) == paper::network("pnasnet", "s3", 2));
  Store place("narrows-same");
  const auto import = paper::import_results({a, b}, place.store);
  CHECK(import.trainings == 2);
  CHECK(import.architectures == 1);
  const auto results = place.store.results({.dataset = "cifar10", .device = "pi3bplus"});
  REQUIRE(results.size() == 2);
  CHECK(results[0].latency->mean_ms == doctest::Approx(19));
  CHECK(results[0].latency->std_ms == doctest::Approx(std::sqrt(2.0)));
}

TEST_CASE("importing again changes nothing") {
  Store place("narrows-again");
  const std::vector rows{released("s3", 1, "pi3bplus", 20), released("s1", 4, "pi3bplus", 300)};
  paper::import_results(rows, place.store);
  paper::import_results(rows, place.store);
  CHECK(place.store.results({.dataset = "cifar10", .device = "pi3bplus"}).size() == 2);
}

TEST_CASE("a row that is not its network is refused by name, the others are stored") {
  Store place("narrows-refused");
  auto wrong = released("s3", 1, "pi3bplus", 20);
  wrong.params += 1;
  auto unknown = released("s3", 2, "pi3bplus", 20);
  unknown.law = "s9";
  const auto import = paper::import_results({wrong, unknown, released("s3", 3, "pi3bplus", 20)}, place.store);
  CHECK(import.trainings == 1);
  REQUIRE(import.refused.size() == 2);
  CHECK(import.refused[0].find("results.json, row s31pi3bplus") != std::string::npos);
  CHECK(import.refused[0].find("params") != std::string::npos);
  CHECK(import.refused[1].find("law: pnasnet has s1, s2, s3, got \"s9\"") != std::string::npos);
}

TEST_CASE("all released rows are imported, with a latency of each architecture on both devices") {
  if (released_file().empty()) return;
  Store place("narrows-all");
  const auto import = paper::import_results(paper::read_released_results(released_file()), place.store);
  CHECK(import.refused.empty());
  CHECK(import.trainings == 810);
  CHECK(import.latencies == 2 * import.architectures);
  CHECK(place.store.results({.dataset = "cifar10", .device = "macbook"}).size() == 810);
  CHECK(place.store.check().empty());
}
