#include "narrows/latency_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "narrows/error.hpp"
#include "narrows/random.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

/** A device whose times follow MACs, bytes and a call's overhead exactly, but for noise. */
double true_latency(const Network& network, double noise, Random& random) {
  const Cost cost = count(network);
  const double calls = static_cast<double>(network.nodes().size());
  return (0.05 + 2e-8 * static_cast<double>(cost.macs) + 0.002 * calls) * std::exp(noise * random.normal());
}

std::vector<LatencyMeasurement> measurements(std::size_t count, double noise) {
  std::vector<LatencyMeasurement> found;
  Random random(3);
  for (const char* name : {"mobilenetv2", "resnext", "pnasnet"}) {
    const SearchSpace space = spaces::get(name);
    for (const Architecture& architecture : SamplingLaw::uniform(space).sample(count, 5)) {
      const Network network = space.build(architecture);
      found.push_back({network, true_latency(network, noise, random)});
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a latency model predicts networks it has not seen") {
  const LatencyError error = LatencyModel::cross_validate(measurements(40, 0.0));
  CHECK(error.measurements == 120);
  CHECK(error.median_relative < 0.05);
  CHECK(error.within_10_percent > 0.8);
  CHECK(error.rank_correlation > 0.98);
}

TEST_CASE("a prediction made without a measurement does not change with it") {
  auto seen = measurements(10, 0.0);
  const double before = LatencyModel::cross_predict(seen)[7];
  const LatencyError error = LatencyModel::cross_validate(seen);
  CHECK(error.r_squared > 0.9);
  CHECK(error.r_squared <= 1);
  seen[7].latency_ms *= 3;
  CHECK(LatencyModel::cross_predict(seen)[7] == before);
  CHECK(LatencyModel::cross_validate(seen).r_squared < error.r_squared);
}

TEST_CASE("noise of 10 per cent is not made much larger") {
  CHECK(LatencyModel::cross_validate(measurements(40, 0.1)).median_relative < 0.15);
}

TEST_CASE("single times that are far off hardly spoil the predictions of others") {
  auto seen = measurements(40, 0.0);
  std::vector<double> clean;
  for (const LatencyMeasurement& each : seen) clean.push_back(each.latency_ms);
  for (std::size_t i = 0; i < seen.size(); i += 8) seen[i].latency_ms *= 3;
  const LatencyError error = LatencyError::of(LatencyModel::cross_predict(seen), clean);
  CHECK(error.median_relative < 0.05);
}

TEST_CASE("a latency model goes through JSON and back, its correction by size too") {
  auto seen = measurements(10, 0.0);
  for (std::size_t i = 0; i < seen.size(); i += 2) seen[i].latency_ms *= 0.9;
  const LatencyModel model = LatencyModel::fit(seen);
  const LatencyModel again = LatencyModel::from_json(model.to_json());
  CHECK(again.predict(seen[0].network) == doctest::Approx(model.predict(seen[0].network)));
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::from_json("{}")), Error);
}

TEST_CASE("a latency model is a resource in milliseconds") {
  const auto seen = measurements(10, 0.0);
  const LatencyModel model = LatencyModel::fit(seen);
  CHECK(model.resource().unit() == "ms");
  CHECK(model.resource().value(seen[1].network) == model.predict(seen[1].network));
}

TEST_CASE("too few or impossible measurements are refused") {
  auto seen = measurements(3, 0.0);
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::cross_validate(seen, 1)), std::invalid_argument);
  seen[2].latency_ms = 0;
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::fit(seen)), std::invalid_argument);
  seen.erase(seen.begin() + 4, seen.end());
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::fit(seen)), std::invalid_argument);
}
