#pragma once

#include "narrows/dataset.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/random.hpp"

namespace narrows::test {

/** Noisy images, 8 x 8: horizontal stripes (class 0) and vertical stripes (class 1), at a random phase. */
inline LabelledImages stripes(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  Random random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const int label = random.uniform(0, 1);
    const int phase = random.uniform(0, 1);
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        pixels.push_back(
            static_cast<std::uint8_t>((((label == 0 ? y : x) / 2 + phase) % 2) * 100 + random.uniform(0, 155)));
    labels.push_back(label);
  }
  return {{1, 8, 8}, std::move(pixels), std::move(labels)};
}

inline Dataset stripes_dataset() {
  return {"stripes", {"horizontal", "vertical"}, stripes(300, 1), stripes(100, 2), stripes(50, 3)};
}

/** The same with 12 images of vertical stripes to train on, and as many of both to validate on. */
inline Dataset rare_stripes() {
  const LabelledImages all = stripes(600, 1);
  std::vector<std::size_t> kept;
  int rare = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all.labels()[i] == 0 || rare++ < 12) kept.push_back(i);
  return {"rare stripes", {"horizontal", "vertical"}, all.select(kept), stripes(200, 2), {}};
}

/** Every operation that a search space can use. */
inline Network small_network() {
  NetworkBuilder net({1, 8, 8}, 2);
  const Value stem =
      net.add(Relu{}, net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input())));
  const Value depthwise = net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 8, .kernel = 3, .groups = 8}, stem));
  const Value sum = net.add(Relu{.max = 6}, net.add(Add{}, depthwise, stem));
  const Value pooled = net.add(MaxPool{.kernel = 3, .stride = 1, .padding = 1}, stem);
  const Value joined = net.add(Concat{}, {sum, pooled});
  const Value half = net.add(AveragePool{}, net.add(Conv2d{.out_channels = 12, .bias = true}, joined));
  net.add(Linear{.out_features = 2}, net.add(GlobalAveragePool{}, half));
  return net.finish();
}

}  // namespace narrows::test
