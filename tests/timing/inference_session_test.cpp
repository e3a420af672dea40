#include "narrows/inference_session.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include <thread>

#include "naive_reference.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/random.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;
using namespace narrows::testing;

namespace {

/** How far a session is from the definition, for one random image. */
double difference(const Network& network, int threads = 1, std::uint64_t seed = 7) {
  const Model model = random_model(network, seed);
  const auto image = random_image(network.input_shape(), seed);
  InferenceSession session(model, {.threads = threads});
  return relative_difference(session.run(image), naive_run(model, image));
}

/** Values drawn from [low, min(high, most)]: small networks of a space. */
Architecture small_architecture(const SearchSpace& space, std::uint64_t seed, int most) {
  Random random(seed);
  std::vector<int> values;
  for (const Variable& v : space.variables()) {
    const bool integer = v.kind() == Variable::Kind::integer;
    values.push_back(integer ? random.uniform(v.low(), std::max(v.low(), std::min(v.high(), most)))
                             : v.value(random.uniform(0, v.size() - 1)));
  }
  return space.architecture(values);
}

Network one(Shape input, const std::function<Value(NetworkBuilder&)>& build) {
  NetworkBuilder net(input);
  return net.finish(build(net));
}

}  // namespace

TEST_CASE("sampled small networks of every space give what their definition gives") {
  for (const std::string& name : spaces::names()) {
    const SearchSpace space = spaces::get(name, {3, 16, 16});
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const Architecture architecture = small_architecture(space, seed, name == "densenet" ? 3 : 9);
      if (space.cost(architecture).macs == 0) continue;
      CAPTURE(architecture.to_json());
      CHECK(difference(space.build(architecture), 1 + static_cast<int>(seed % 2)) < 1e-4);
    }
  }
}

TEST_CASE("convolutions of every kind give what their definition gives") {
  for (const int channels : {1, 3, 8, 17, 48})
    for (const int kernel : {1, 2, 3, 5, 7})
      for (const int stride : {1, 2})
        for (const int groups : {1, channels})
          for (const int padding : {0, kernel / 2}) {
            const Conv2d op{.out_channels = channels * (groups == 1 ? 2 : 1),
                            .kernel = kernel,
                            .stride = stride,
                            .padding = padding,
                            .groups = groups,
                            .bias = (channels % 2) == 0};
            CAPTURE(channels);
            CAPTURE(kernel);
            CAPTURE(stride);
            CAPTURE(groups);
            CAPTURE(padding);
            const auto network = one({channels, 9, 11}, [&](auto& net) { return net.add(op, net.input()); });
            CHECK(difference(network) < 1e-4);
            if (channels == 17) CHECK(difference(network, 2) < 1e-4);
          }
}

TEST_CASE("grouped convolutions read their own group alone") {
  for (const int width : {1, 2, 3, 4, 5, 8, 16, 20})
    for (const int stride : {1, 2}) {
      CAPTURE(width);
      const Conv2d op{.out_channels = 3 * width, .kernel = 3, .stride = stride, .groups = 3};
      CHECK(difference(one({3 * width, 8, 8}, [&](auto& net) { return net.add(op, net.input()); })) < 1e-4);
    }
}

TEST_CASE("pools with padding and stride leave the padding out") {
  for (const int channels : {1, 5, 32})
    for (const int kernel : {1, 2, 3, 5})
      for (const int stride : {1, 2, 3})
        for (const int padding : {0, kernel / 2}) {
          CAPTURE(channels);
          CAPTURE(kernel);
          CAPTURE(stride);
          CAPTURE(padding);
          CHECK(difference(one({channels, 9, 7}, [&](auto& net) {
                  return net.add(MaxPool{kernel, stride, padding}, net.input());
                })) < 1e-6);
          CHECK(difference(one({channels, 9, 7}, [&](auto& net) {
                  return net.add(AveragePool{kernel, stride, padding}, net.input());
                })) < 1e-5);
        }
}

TEST_CASE("an activation runs once where the value before it is read too") {
  const auto network = one({6, 5, 5}, [](NetworkBuilder& net) {
    const Value x = net.add(Conv2d{.out_channels = 6, .kernel = 3}, net.input());
    const Value y = net.add(Relu{}, x);
    const Value six = net.add(Relu{.max = 0.5F}, x);
    return net.add(Add{}, net.add(Add{}, x, y), six);
  });
  CHECK(difference(network) < 1e-4);
}

TEST_CASE("maps joined twice, joined with themselves, and joined with the input keep their values") {
  const auto network = one({4, 6, 6}, [](NetworkBuilder& net) {
    const Value x = net.add(Conv2d{.out_channels = 3}, net.input());
    const Value a = net.add(Concat{}, {x, net.input()});
    const Value b = net.add(Concat{}, {a, x, x});
    const Value c = net.add(Concat{}, {net.add(Relu{}, b), a});
    return net.add(MaxPool{}, net.add(BatchNorm{}, c));
  });
  CHECK(difference(network) < 1e-4);
  CHECK(difference(one({4, 6, 6}, [](auto& net) { return net.add(Concat{}, {net.input(), net.input()}); })) == 0);
}

TEST_CASE("a linear layer reads a map in channel, row, column order") {
  const auto network = one({5, 4, 3}, [](NetworkBuilder& net) {
    const Value x = net.add(Linear{.out_features = 7}, net.add(Relu{}, net.input()));
    return net.add(Softmax{}, x);
  });
  CHECK(difference(network) < 1e-5);
}

TEST_CASE("a network may give back its input") {
  CHECK(difference(one({2, 3, 3}, [](auto& net) { return net.add(Relu{}, net.input()); })) == 0);
}

TEST_CASE("a batch gives what its images give one by one, and so do bytes once normalised") {
  const SearchSpace space = spaces::get("mobilenetv2", {3, 16, 16});
  Preprocessing preprocessing{.shape = {3, 16, 16}, .mean = {0.4F, 0.5F, 0.6F}, .std = {0.2F, 0.3F, 0.25F}};
  const Model model = random_model(space.build(small_architecture(space, 3, 8)), 3).with_info({preprocessing, {}, {}});
  InferenceSession session(model);
  const std::size_t size = 3 * 16 * 16;
  std::vector<std::uint8_t> bytes(2 * size);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 % 251);
  std::vector<float> images(2 * size);
  for (std::size_t i = 0; i < 2; ++i)
    preprocessing.normalise(std::span<const std::uint8_t>(bytes).subspan(i * size, size),
                            std::span(images).subspan(i * size, size));
  const auto both = session.run(images);
  CHECK(session.run(bytes) == both);
  const auto second = session.run(std::span<const float>(images).subspan(size));
  CHECK(std::vector(both.begin() + 10, both.end()) == second);
}

TEST_CASE("sessions run at the same time without touching each other") {
  const SearchSpace space = spaces::get("resnext", {3, 16, 16});
  const Model model = random_model(space.build(small_architecture(space, 1, 6)), 1);
  const auto image = random_image({3, 16, 16}, 1);
  InferenceSession first(model, {.threads = 2});
  InferenceSession second(model, {.threads = 2});
  const auto expected = first.run(image);
  int wrong = 0;
  std::thread other([&] {
    for (int i = 0; i < 20; ++i) (void)second.run(image);
  });
  for (int i = 0; i < 20; ++i) wrong += first.run(image) != expected;
  other.join();
  CHECK(wrong == 0);
  CHECK(relative_difference(second.run(image), expected) < 1e-5);
}

TEST_CASE("a session says what memory it needs") {
  const auto network = one({4, 8, 8}, [](auto& net) { return net.add(Conv2d{.out_channels = 32}, net.input()); });
  InferenceSession session(random_model(network, 0));
  CHECK(session.memory_bytes() >= (4 + 32) * 64 * 4 + 32 * 4 * 4);
  CHECK(session.memory_bytes() < 100'000);
}

TEST_CASE("a session refuses what it cannot run, in words") {
  const Model model = random_model(one({2, 3, 3}, [](auto& net) { return net.add(Relu{}, net.input()); }), 0);
  CHECK_THROWS_WITH_AS(InferenceSession(model, {.threads = 0}), "threads must be at least 1, not 0",
                       std::invalid_argument);
  InferenceSession session(model);
  CHECK_THROWS_AS((void)session.run(std::vector<float>(17)), std::invalid_argument);
  CHECK_THROWS_AS((void)session.run(std::vector<std::uint8_t>(18)), std::invalid_argument);
  std::vector<float> logits(17);
  CHECK_THROWS_AS(session.run(std::vector<float>(18), logits), std::invalid_argument);
}

TEST_CASE("a value that is not finite is refused wherever it stands, and nothing else is") {
  const Model model = random_model(one({2, 3, 3}, [](auto& net) { return net.add(Relu{}, net.input()); }), 0);
  InferenceSession session(model);
  std::vector<float> logits(18);
  for (const float value : {std::nanf(""), -std::nanf(""), INFINITY, -INFINITY}) {
    for (std::size_t at = 0; at < 18; ++at) {
      std::vector<float> image(18, 0.5F);
      image[at] = value;
      CHECK_THROWS_AS((void)session.run(image), std::invalid_argument);
      CHECK_THROWS_AS(session.run(image, logits), std::invalid_argument);
    }
  }
  for (const float value : {0.0F, -0.0F, 3.4e38F, -3.4e38F, 1e-45F}) {
    CHECK_NOTHROW((void)session.run(std::vector<float>(18, value)));
  }
}
