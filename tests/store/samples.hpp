#pragma once

#include <cstdint>
#include <string>

#include "narrows/results_store.hpp"
#include "narrows/spaces.hpp"

/** What a store is given in tests. */
namespace samples {

using namespace narrows;

inline StoredNetwork network(int width) {
  const SearchSpace space = spaces::pnasnet();
  return StoredNetwork::of(space, space.architecture({1, 1, 1, width, 1, 1}));
}

inline StoredTraining training(int width, double accuracy, std::uint64_t seed = 0) {
  StoredTraining result;
  result.network = network(width);
  result.dataset = {"fashion-mnist", "abc", 10, 51000, 9000, 10000};
  result.recipe = "{\"epochs\": 1}";
  result.seed = seed;
  result.validation_accuracy = accuracy;
  result.history = {{1, 0.01, 2.5, 0.4, accuracy, 3.0, 1000}};
  result.onnx = "models/" + std::to_string(width) + ".onnx";
  result.train_on = "cpu";
  return result;
}

inline Latency latency(double median, double noise = 0.01) {
  Latency result;
  result.mean_ms = result.median_ms = median;
  result.low_ms = median - noise;
  result.high_ms = median + noise;
  result.repeats = 10;
  result.engine = "xnnpack";
  return result;
}

}  // namespace samples
