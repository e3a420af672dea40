#include "narrows/paper/released_results.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "message_of.hpp"
#include "narrows/error.hpp"

using namespace narrows;

namespace {

/** A file that lives as long as the test. */
struct TemporaryFile {
  std::string path;

  TemporaryFile(const std::string& name, const std::string& text)
      : path((std::filesystem::temp_directory_path() / ("narrows-paper-" + name)).string()) {
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

const std::string row =
    R"({"acc": 0.6296, "flops": 2336676.0, "id": 99, "law": "s3", "params": 4771, "spacename": "random_net_resnext", "t_avg": 10.5, "t_std": 0.25})";

std::string refusal(const std::string& name, const std::string& text) {
  const TemporaryFile file(name, text);
  return message_of<Error>([&] { return paper::read_released_results(file.path); });
}

}  // namespace

TEST_CASE("a list is read with the device that its name tells of") {
  const TemporaryFile file("results_RaspPi.json", "[" + row + "]");
  const auto results = paper::read_released_results(file.path);
  REQUIRE(results.size() == 1);
  CHECK(results[0].space == "resnext");
  CHECK(results[0].device == "pi3bplus");
  CHECK(results[0].latency_ms == 10.5);
  CHECK(results[0].latency_std_ms == 0.25);
  CHECK(results[0].accuracy == 0.6296);
}

TEST_CASE("JSON lines give a result for each device") {
  const TemporaryFile file("lines.jsonl",
                           R"({"space": "pnasnet", "law": "s3", "id": 0, "params": 1, "flops": 2, )"
                           R"("cifar10_accuracy": 0.5, "a_ms": 3.0, "a_std_ms": 0.5, "b_ms": 4.0, "b_std_ms": 1.0})");
  const auto results = paper::read_released_results(file.path);
  REQUIRE(results.size() == 2);
  CHECK(results[0].device == "a");
  CHECK(results[1].device == "b");
  CHECK(results[1].latency_ms == 4.0);
}

TEST_CASE("a row that does not have its network's counts is named") {
  std::string wrong = row;
  wrong.replace(wrong.find("4771"), 4, "4772");
  const TemporaryFile file("RaspPi.json", "[" + row + "," + wrong + "]");
  const auto rows = paper::compare_networks(paper::read_released_results(file.path));
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].verdict == paper::Verdict::exact);
  CHECK(rows[2].verdict == paper::Verdict::differs);
  CHECK(rows[2].note.find("RaspPi.json, row 2") != std::string::npos);
  CHECK(rows[3].verdict == paper::Verdict::exact);
}

TEST_CASE("damaged files are refused with file and row") {
  CHECK(refusal("pi3.json", "[" + row).find("pi3.json: expected a JSON list") != std::string::npos);
  CHECK(refusal("pi3.json", "[]").find("holds no results") != std::string::npos);
  CHECK(refusal("pi3.json", R"([{"spacename": "x"}])").find("row 1: expected a field \"law\"") != std::string::npos);
  CHECK(refusal("pi3.json", "[3]").find("row 1: expected an object, found number") != std::string::npos);
  CHECK(refusal("other.json", "[" + row + "]").find("does not tell the device") != std::string::npos);
  std::string negative = row;
  negative.replace(negative.find("10.5"), 4, "-1.0");
  CHECK(refusal("pi3.json", "[" + negative + "]").find("\"t_avg\" must be a number of at least 0") !=
        std::string::npos);
  CHECK_THROWS_AS((void)paper::read_released_results("/nowhere/results.json"), Error);
}
