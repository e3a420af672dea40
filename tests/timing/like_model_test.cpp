#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "message_of.hpp"
#include "narrows/error.hpp"
#include "narrows/latency_model.hpp"
#include "narrows/network_step.hpp"
#include "narrows/random.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;

namespace {

/** A device whose steps take a time per call, per multiply-accumulate and per value, in ms. */
struct Made {
  double call;
  double mac;
  double value;

  [[nodiscard]] double operator()(const Network& network) const {
    double ms = 0;
    for (const NodeStep& found : steps_of(network))
      ms += call + mac * found.step.macs() + value * (found.step.values_in() + found.step.values_out());
    return ms;
  }
};

constexpr Made fast{.call = 0.002, .mac = 2e-8, .value = 1e-8};
constexpr Made slow{.call = 0.004, .mac = 12e-8, .value = 20e-8};
constexpr Made other{.call = 0.05, .mac = 4e-8, .value = 50e-8};  // slow at calls and at its memory most of all

/** Networks of four spaces in turn. */
std::vector<Network> networks(std::size_t count, std::uint64_t seed) {
  std::vector<Network> found;
  for (std::size_t i = 0; i < count; ++i) {
    const SearchSpace space = spaces::get(std::vector{"mobilenetv2", "resnext", "pnasnet", "googlenet"}[i % 4]);
    found.push_back(space.build(SamplingLaw::uniform(space).sample(i + 1, seed).back()));
  }
  return found;
}

std::vector<LatencyMeasurement> measured(const Made& device, std::span<const Network> networks, double noise = 0) {
  std::vector<LatencyMeasurement> found;
  Random random(5);
  for (const Network& network : networks)
    found.push_back({network, device(network) * std::exp(noise * random.normal())});
  return found;
}

const LatencyModel& model_of_fast() {
  static const LatencyModel model = LatencyModel::fit(measured(fast, networks(80, 1)));
  return model;
}

const std::vector<Network>& few() {
  static const std::vector<Network> found = networks(10, 2);
  return found;
}

const std::vector<Network>& others() {
  static const std::vector<Network> found = networks(80, 3);
  return found;
}

std::vector<double> predicted(const LatencyModel& model, std::span<const Network> networks) {
  std::vector<double> ms;
  for (const Network& network : networks) ms.push_back(model.predict(network));
  return ms;
}

std::vector<double> times(const Made& device, std::span<const Network> networks) {
  std::vector<double> ms;
  for (const Network& network : networks) ms.push_back(device(network));
  return ms;
}

}  // namespace

TEST_CASE("ten networks tell how another device differs from a known one") {
  const LatencyModel model = LatencyModel::fit_like(measured(other, few()), model_of_fast());
  const LatencyError error = LatencyError::of(predicted(model, others()), times(other, others()));
  CHECK(error.rank_correlation > 0.98);
  CHECK(error.median_relative < 0.15);
  double ratio = 0;  // what one factor for all would leave
  for (const LatencyMeasurement& each : measured(other, few()))
    ratio += 0.1 * std::log(each.latency_ms / model_of_fast().predict(each.network));
  std::vector<double> scaled = predicted(model_of_fast(), others());
  for (double& ms : scaled) ms *= std::exp(ratio);
  CHECK(error.median_relative < 0.5 * LatencyError::of(scaled, times(other, others())).median_relative);
}

TEST_CASE("a device that is three times slower takes three times as long, for networks of any size") {
  std::vector<LatencyMeasurement> slower = measured(fast, few());
  for (LatencyMeasurement& each : slower) each.latency_ms = 3 * model_of_fast().predict(each.network);
  const LatencyModel model = LatencyModel::fit_like(slower, model_of_fast());
  for (const Network& network : others())
    CHECK(model.predict(network) == doctest::Approx(3 * model_of_fast().predict(network)).epsilon(0.001));
}

TEST_CASE("where the steps' own times are given, a kind of step that is slow is found out") {
  std::vector<LatencyMeasurement> given = measured(fast, few());
  for (LatencyMeasurement& each : given) {
    std::map<std::string, double> by_name;
    each.latency_ms = 0;
    for (const NodeStep& found : steps_of(each.network)) {
      const double ms = (found.step.kind == StepKind::depthwise ? 5 : 1) * (0.002 + 2e-8 * found.step.macs());
      each.latency_ms += ms;
      if (found.node >= 0) by_name[each.network.nodes()[static_cast<std::size_t>(found.node)].name] += ms;
    }
    for (const auto& [name, ms] : by_name) each.operators.push_back({.name = name, .op = "", .kernel = "", .ms = ms});
  }
  const auto share_of_depthwise = [](const LatencyModel& model) {
    NetworkBuilder plain({.channels = 64, .height = 16, .width = 16});
    plain.add(Conv2d{.out_channels = 64, .kernel = 3}, plain.input());
    NetworkBuilder depthwise({.channels = 64, .height = 16, .width = 16});
    depthwise.add(Conv2d{.out_channels = 64, .kernel = 3, .groups = 64}, depthwise.input());
    return model.predict(depthwise.finish()) / model.predict(plain.finish());
  };
  const double before = share_of_depthwise(model_of_fast());
  CHECK(share_of_depthwise(LatencyModel::fit_like(given, model_of_fast())) > 2.5 * before);
}

TEST_CASE("nine of ten networks lie within the interval that ten noisy ones gave") {
  const LatencyModel model = LatencyModel::fit_like(measured(slow, few(), 0.1), model_of_fast());
  int inside = 0;
  for (const LatencyMeasurement& each : measured(slow, others(), 0.1)) {
    const LatencyInterval interval = model.interval(each.network);
    inside += interval.low_ms <= each.latency_ms && each.latency_ms <= interval.high_ms ? 1 : 0;
  }
  CHECK(inside >= 0.8 * 80);
  const LatencyInterval own = model.interval(few()[0]);
  CHECK(own.high_ms / own.low_ms < 2.5);
}

TEST_CASE("a prediction made without a measurement of the few does not change with it") {
  std::vector<LatencyMeasurement> seen = measured(slow, few());
  const double before = LatencyModel::cross_fit_like(seen, model_of_fast()).unseen_ms[7];
  seen[7].latency_ms *= 2;
  const LatencyModel::CrossFit again = LatencyModel::cross_fit_like(seen, model_of_fast());
  CHECK(again.unseen_ms[7] == before);
  CHECK(again.unseen_ms[6] != before);
}

TEST_CASE("a model of a device like another is a resource, and goes through JSON and back") {
  const LatencyModel model = LatencyModel::fit_like(measured(slow, few()), model_of_fast());
  const LatencyModel again = LatencyModel::from_json(model.to_json());
  CHECK(again.to_json() == model.to_json());
  for (const Network& network : few()) {
    CHECK(again.predict(network) == doctest::Approx(model.predict(network)));
    CHECK(model.resource().value(network) == model.predict(network));
  }
  const LatencyModel third = LatencyModel::fit_like(measured(fast, few()), again);
  CHECK(third.predict(others()[0]) == doctest::Approx(model_of_fast().predict(others()[0])).epsilon(0.1));
}

TEST_CASE("a factor that is no number, and one of unknown features, are refused") {
  const std::string json = LatencyModel::fit_like(measured(slow, few()), model_of_fast()).to_json();
  const auto with = [&](const std::string& old, const std::string& replacement) {
    std::string text = json;
    return text.replace(text.find(old), old.size(), replacement);
  };
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::from_json(with("\"constant\": ", "\"constant\": \"no\", \"c\": "))),
                  Error);
  CHECK_THROWS_AS(static_cast<void>(LatencyModel::from_json(with("\"kernel\": ", "\"colour\": "))), Error);
}

TEST_CASE("fewer than five networks, or one without a time, make no model of a device like another") {
  std::vector<LatencyMeasurement> seen = measured(slow, std::span(few()).first(4));
  const auto fit = [&] { return LatencyModel::fit_like(seen, model_of_fast()); };
  CHECK(contains(message_of<std::invalid_argument>(fit), "at least 5"));
  seen.push_back({few()[5], 0});
  CHECK_THROWS_AS(static_cast<void>(fit()), std::invalid_argument);
}
