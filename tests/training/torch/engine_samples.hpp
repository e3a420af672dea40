#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "cpu/engine.hpp"
#include "narrows/model.hpp"
#include "narrows/network_builder.hpp"

/** Networks, images and labels for tests of the engine that trains on processors. */
namespace samples {

using namespace narrows;
using training::Engine;
using training::EngineOptions;

inline constexpr int images = 6;
inline const std::vector<std::int32_t> labels{0, 3, 1, 2, 0, 3};
inline constexpr double label_smoothing = 0.1;

/** Random values for every array, so that nothing is 0 or 1 by chance. */
inline Model randomised(const Network& network) {
  at::manual_seed(3);
  std::vector<Weights::Array> arrays;
  const Model initial = Model::initialised(network, 1);
  for (const Weights::Array& array : initial.weights().arrays()) {
    Weights::Array changed = array;
    const at::Tensor noise = at::rand({static_cast<std::int64_t>(array.values.size())});
    for (std::size_t i = 0; i < changed.values.size(); ++i)
      changed.values[i] += 0.3F * noise[static_cast<std::int64_t>(i)].item<float>() * (array.shape.size() == 1 ? 1 : 0);
    arrays.push_back(std::move(changed));
  }
  return Model(network, Weights(std::move(arrays)));
}

inline at::Tensor random_images(Shape shape) {
  at::manual_seed(7);
  return at::randn({images, shape.height, shape.width, shape.channels});
}

inline void paint(Engine& engine, const at::Tensor& batch) {
  std::copy_n(batch.const_data_ptr<float>(), batch.numel(), engine.images());
}

inline EngineOptions options_for_tests(std::vector<float> class_weights = {}) {
  return {.batch = 8,
          .weight_decay = 0,
          .label_smoothing = label_smoothing,
          .class_weights = std::move(class_weights),
          .between_steps = {}};
}

/** A network that ends with a linear layer behind what `build` adds. */
template <class Build>
inline Network network_of(Shape shape, const Build& build) {
  NetworkBuilder net(shape);
  const Value x = build(net);
  return net.finish(net.add(Linear{.out_features = 4}, x));
}

inline Value norm_relu(NetworkBuilder& net, const Value& x) { return net.add(Relu{}, net.add(BatchNorm{}, x)); }

}  // namespace samples
