#include <ATen/ATen.h>
#include <doctest/doctest.h>
// before hwy/targets.h
#include <hwy/highway.h>

#include <map>
#include <string>

#include "autograd.hpp"
#include "engine_samples.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"

using namespace narrows;
using namespace samples;

namespace {

Gradients gradients_of(const Engine& engine, const Gradients& like) {
  const Weights weights = engine.gradients();
  Gradients result;
  for (const auto& [name, gradient] : like)
    result[name] = at::tensor(weights[name].values, at::kFloat).reshape(gradient.sizes());
  return result;
}

/** check() with the best instructions of this processor, and as if it had nothing better than AVX2. */
template <class Check>
void with_every_target(const Check& check) {
  const auto use = [](std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  check();
#if HWY_ARCH_X86 && !defined(HWY_COMPILE_ONLY_STATIC)
  if ((hwy::SupportedTargets() & HWY_AVX2) == 0) return;
  use(HWY_AVX2);
  CAPTURE(hwy::TargetName(HWY_AVX2));
  check();
  use(0);
#endif
}

/** To 1e-4 of their scale, or where a network lets float32 get no nearer, as near as autograd in float32. */
void check_gradients(const Gradients& got, const Model& model, const at::Tensor& batch, const Gradients& expected,
                     const std::vector<float>& weights = {}) {
  const double worst = worst_difference(got, expected);
  if (worst < 1e-4) return;
  CHECK(worst <= worst_difference(reference(model, batch, weights, at::kFloat).gradients, expected));
}

void check_step(const Model& model, const at::Tensor& batch, const Reference& expected,
                const std::vector<float>& weights) {
  Engine engine(model, options_for_tests(weights));
  paint(engine, batch);
  const training::BatchResult result = engine.step(labels, 0);
  CHECK(result.loss_sum == doctest::Approx(expected.loss).epsilon(1e-5));
  check_gradients(gradients_of(engine, expected.gradients), model, batch, expected.gradients, weights);
  const Weights ours = engine.weights();
  for (const auto& buffer : expected.module->named_buffers()) {
    const at::Tensor got = at::tensor(ours[buffer.key()].values, at::kFloat).to(at::kDouble);
    CHECK((got - buffer.value()).abs().max().item<double>() < 1e-5 * (1 + buffer.value().abs().max().item<double>()));
  }
}

void check_network(const Network& network, const std::vector<float>& weights = {}) {
  const Model model = randomised(network);
  const at::Tensor batch = random_images(network.input_shape());
  const Reference expected = reference(model, batch, weights);
  with_every_target([&] { check_step(model, batch, expected, weights); });
}

}  // namespace

TEST_CASE("gradients of every convolution are autograd's in float64") {
  for (const Conv2d& conv :
       {Conv2d{.out_channels = 20}, Conv2d{.out_channels = 40, .kernel = 3},
        Conv2d{.out_channels = 7, .kernel = 3, .stride = 2},
        Conv2d{.out_channels = 12, .kernel = 3, .stride = 2, .groups = 12, .bias = true},
        Conv2d{.out_channels = 12, .kernel = 5, .groups = 12},
        Conv2d{.out_channels = 24, .kernel = 7, .stride = 2, .groups = 12},
        Conv2d{.out_channels = 12, .kernel = 4, .stride = 3, .padding = 1},
        Conv2d{.out_channels = 10, .stride = 2, .bias = true},
        Conv2d{.out_channels = 9, .kernel = 3, .groups = 3, .bias = true},
        Conv2d{.out_channels = 60, .kernel = 3, .groups = 2},
        Conv2d{.out_channels = 6, .kernel = 2, .stride = 2, .padding = 0, .groups = 6},
        Conv2d{.out_channels = 20, .kernel = {1, 3}},
        Conv2d{.out_channels = 12, .kernel = {5, 2}, .stride = {2, 1}, .groups = 12},
        Conv2d{.out_channels = 8, .kernel = 3, .padding = 2, .dilation = 2},
        Conv2d{.out_channels = 12, .kernel = 3, .stride = 2, .groups = 12, .dilation = {2, 1}},
        Conv2d{.out_channels = 8, .kernel = 3, .stride = {3, 2}, .padding = {0, 1, 2, 0}, .dilation = 2},
        Conv2d{.out_channels = 8, .kernel = 3, .stride = 2, .padding = {0, 0, 1, 1}, .groups = 4},
        Conv2d{.out_channels = 8, .kernel = 2, .stride = 4, .padding = {1, 0, 0, 3}}}) {
    CAPTURE(conv.out_channels);
    CAPTURE(conv.kernel.height);
    CAPTURE(conv.kernel.width);
    CAPTURE(conv.stride.height);
    CAPTURE(conv.dilation.height);
    CAPTURE(conv.groups);
    check_network(network_of({3, 9, 7}, [&](NetworkBuilder& net) {
      const Value x = norm_relu(net, net.add(Conv2d{.out_channels = 12, .kernel = 3}, net.input()));
      return norm_relu(net, net.add(conv, conv.groups == 6 ? net.add(Conv2d{.out_channels = 6}, x) : x));
    }));
  }
}

TEST_CASE("gradients of pools, sums and joins are autograd's in float64") {
  check_network(network_of({3, 8, 8}, [](NetworkBuilder& net) {
    Value x = norm_relu(net, net.add(Conv2d{.out_channels = 18, .kernel = 3}, net.input()));
    x = net.add(MaxPool{.kernel = 3, .stride = 2, .padding = 1}, x);
    x = net.add(AveragePool{.kernel = 3, .stride = 2, .padding = 1}, net.add(BatchNorm{}, x));
    return net.add(GlobalAveragePool{}, net.add(Relu{.max = 0.5F}, net.add(BatchNorm{}, net.add(Relu{}, x))));
  }));
  check_network(network_of({2, 6, 6}, [](NetworkBuilder& net) {
    const Value a = norm_relu(net, net.add(Conv2d{.out_channels = 5, .kernel = 3, .bias = true}, net.input()));
    const Value b = net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 5}, a));
    const Value sum = net.add(Add{}, a, b);
    const Value both = net.add(Concat{}, {a, net.add(Relu{}, sum), net.add(Conv2d{.out_channels = 3}, sum), a, b});
    return net.add(Conv2d{.out_channels = 6, .kernel = 3, .stride = 2}, norm_relu(net, both));
  }));
  check_network(network_of({2, 4, 4}, [](NetworkBuilder& net) {
    return net.add(Concat{}, {net.input(), net.add(MaxPool{.kernel = 3, .stride = 1, .padding = 1}, net.input()),
                              net.add(BatchNorm{}, net.input())});
  }));
}

TEST_CASE("gradients of convolutions that read the same values are autograd's in float64") {
  for (const bool bias : {false, true}) {
    CAPTURE(bias);
    check_network(network_of({3, 6, 5}, [&](NetworkBuilder& net) {
      const Value x = norm_relu(net, net.add(Conv2d{.out_channels = 19, .kernel = 3}, net.input()));
      const auto one = [&](int channels) { return net.add(Conv2d{.out_channels = channels, .bias = bias}, x); };
      const Value a = norm_relu(net, one(9));
      const Value b = net.add(Conv2d{.out_channels = 7, .kernel = 3, .bias = bias}, norm_relu(net, one(24)));
      const Value c = net.add(Conv2d{.out_channels = 6, .bias = !bias}, x);
      return norm_relu(net, net.add(Concat{}, {a, b, net.add(Add{}, one(6), c), one(3)}));
    }));
  }
}

TEST_CASE("gradients of a loss that weighs classes are autograd's in float64") {
  check_network(network_of({3, 8, 8},
                           [](NetworkBuilder& net) {
                             return net.add(GlobalAveragePool{},
                                            net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input()));
                           }),
                {0.25F, 4, 1, 0.5F});
}

TEST_CASE("gradients of every pool are autograd's in float64") {
  const auto check = [](const auto& pool) {
    CAPTURE(pool.kernel.height);
    CAPTURE(pool.padding.bottom);
    CAPTURE(pool.ceil_mode);
    check_network(network_of({3, 9, 8}, [&](NetworkBuilder& net) {
      const Value x = norm_relu(net, net.add(Conv2d{.out_channels = 18, .kernel = 3}, net.input()));
      return norm_relu(net, net.add(Conv2d{.out_channels = 6}, net.add(pool, net.add(BatchNorm{}, x))));
    }));
  };
  check(MaxPool{.kernel = {3, 2}, .stride = {2, 1}});
  check(MaxPool{.kernel = 3, .stride = 2, .padding = {0, 1, 2, 0}});
  check(MaxPool{.kernel = 2, .stride = 3, .padding = 1, .ceil_mode = true});
  check(AveragePool{.kernel = {2, 3}, .stride = {1, 2}, .padding = {1, 2, 0, 1}});
  check(AveragePool{.kernel = 3, .stride = 2, .padding = 1, .count_include_pad = true});
  check(AveragePool{.kernel = 2, .stride = 2, .ceil_mode = true});
  check(AveragePool{.kernel = 3, .stride = 3, .padding = 1, .ceil_mode = true, .count_include_pad = true});
}

TEST_CASE("gradients of every activation are autograd's in float64") {
  const auto check = [](const auto& activation) {
    CAPTURE(name(Op(activation)));
    check_network(network_of({3, 6, 5}, [&](NetworkBuilder& net) {
      Value x = net.add(Conv2d{.out_channels = 18, .kernel = 3}, net.input());
      const Value y = net.add(activation, net.add(BatchNorm{}, x));  // read by two, and summed
      x = net.add(Add{}, net.add(Conv2d{.out_channels = 18, .kernel = 3}, y), y);
      x = net.add(activation, net.add(Relu{}, net.add(BatchNorm{}, net.add(activation, x))));
      return net.add(Conv2d{.out_channels = 18, .kernel = 3, .groups = 18}, net.add(Add{}, x, y));
    }));
  };
  check(Clip{.min = -0.4F, .max = 1.1F});
  check(Clip{.min = 0.2F});
  check(LeakyRelu{.slope = 0.2F});
  check(Elu{});
  check(Elu{.alpha = 0.4F});
  check(Sigmoid{});
  check(HardSigmoid{.slope = 0.3F, .offset = 0.4F});
  check(HardSwish{});
  check(Silu{});
}

TEST_CASE("gradients of products, parts, shuffles and global maxima are autograd's in float64") {
  const auto mixed = [](NetworkBuilder& net, int channels) {
    return net.add(BatchNorm{}, net.add(Conv2d{.out_channels = channels, .kernel = 3}, net.input()));
  };
  check_network(network_of({3, 6, 5}, [&](NetworkBuilder& net) {  // squeeze and excite
    const Value x = net.add(HardSwish{}, mixed(net, 20));
    const Value means =
        net.add(Relu{}, net.add(Conv2d{.out_channels = 5, .bias = true}, net.add(GlobalAveragePool{}, x)));
    const Value gate = net.add(HardSigmoid{}, net.add(Conv2d{.out_channels = 20, .bias = true}, means));
    return norm_relu(net, net.add(Conv2d{.out_channels = 6}, net.add(Multiply{}, x, gate)));
  }));
  check_network(network_of({3, 6, 5}, [&](NetworkBuilder& net) {
    const Value x = mixed(net, 7);
    const Value square = net.add(Multiply{}, x, net.add(Sigmoid{}, x));
    return net.add(GlobalMaxPool{}, net.add(BatchNorm{}, net.add(Multiply{}, square, square)));
  }));
  check_network(network_of({4, 6, 5}, [&](NetworkBuilder& net) {  // a unit of ShuffleNet, whose halves overlap here
    const Value x = net.add(Relu{}, mixed(net, 18));
    const Value some = net.add(Slice{0, 10}, x);
    const Value y = norm_relu(net, net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.add(Slice{9, 18}, x)));
    const Value both = net.add(ChannelShuffle{.groups = 5}, net.add(Concat{}, {some, net.add(Slice{1, 3}, y), y}));
    return net.add(Conv2d{.out_channels = 10, .kernel = 3, .groups = 2}, net.add(BatchNorm{}, both));
  }));
  check_network(network_of({4, 6, 5}, [&](NetworkBuilder& net) {
    const Value x = mixed(net, 9);
    const Value joined = net.add(Concat{}, {net.add(Silu{}, x), net.add(Silu{}, mixed(net, 5)), net.add(Silu{}, x)});
    return net.add(BatchNorm{}, net.add(Slice{2, 21}, joined));
  }));
}

TEST_CASE("gradients of every space are autograd's in float64") {
  const std::map<std::string, std::string> architectures{
      {"densenet", R"({"n": [2, 1, 2, 1], "g": 6, "k": 60})"},
      {"googlenet", R"({"f00": 9, "f1": [8, 3, 5, 8, 4, 6, 7, 8, 9], "f2": [8, 3, 5, 8, 4, 6, 7, 8, 9],
        "f3": [2, 3, 5, 8, 4, 6, 7, 8, 9], "f4": [8, 3, 5, 1, 4, 6, 7, 8, 9], "f5": [8, 3, 5, 8, 4, 6, 7, 8, 17],
        "f6": [8, 3, 5, 8, 4, 6, 7, 8, 9]})"},
      {"mobilenetv2",
       R"({"fin": 8, "e": [1, 2, 3, 3, 2, 3, 2], "f": [16, 12, 12, 20, 20, 9, 9], "n": [1, 1, 1, 2, 1, 1, 1],
        "s": [2, 2, 1, 2, 1, 1, 1], "fout": 40})"},
      {"mobilenetv3",
       R"({"fin": 8, "e": [1, 2, 3, 3, 2], "f": [16, 12, 20, 20, 9], "n": [1, 1, 2, 1, 1], "k": [3, 5, 3, 5, 3],
        "q": [0, 1, 1, 0, 1], "h": [0, 0, 1, 1, 1], "s": 22121, "fout": 40, "head": 30})"},
      {"pnasnet", R"({"n": [1, 2, 1], "f1": 10, "d2": 2, "d3": 3})"},
      {"resnext", R"({"n": [1, 2, 1], "f": [8, 5, 3], "c": [4, 3, 8]})"}};
  for (const auto& [name, text] : architectures) {
    CAPTURE(name);
    const SearchSpace space = spaces::get(name, {3, 16, 16}, 10);
    check_network(space.build(space.architecture_from_json(text)));
  }
}

TEST_CASE("gradients of random networks of every space are autograd's in float64") {
  const std::map<std::string, NamedRanges> small{
      {"densenet", {{"n", {.low = 1, .high = 3}}, {"g", {.low = 1, .high = 20}}}},
      {"googlenet",
       {{"f00", {.low = 1, .high = 30}},
        {"f1", {.low = 1, .high = 20}},
        {"f2", {.low = 1, .high = 20}},
        {"f3", {.low = 1, .high = 20}},
        {"f4", {.low = 1, .high = 20}},
        {"f5", {.low = 1, .high = 20}},
        {"f6", {.low = 1, .high = 20}}}},
      {"mobilenetv2", {{"e", {.low = 1, .high = 3}}, {"f", {.low = 1, .high = 30}}, {"n", {.low = 1, .high = 2}}}},
      {"mobilenetv3",
       {{"e", {.low = 1, .high = 3}},
        {"f", {.low = 1, .high = 30}},
        {"n", {.low = 1, .high = 2}},
        {"fout", {.low = 1, .high = 60}},
        {"head", {.low = 1, .high = 60}}}},
      {"pnasnet", {{"n", {.low = 1, .high = 2}}, {"f1", {.low = 1, .high = 20}}}},
      {"resnext", {{"n", {.low = 1, .high = 2}}, {"f", {.low = 1, .high = 12}}, {"c", {.low = 1, .high = 4}}}}};
  for (const auto& [name, ranges] : small) {
    const SearchSpace space = spaces::get(name, {3, 16, 16}, 10);
    for (const Architecture& architecture : SamplingLaw(space, ranges).sample(2, 5)) {
      CAPTURE(name);
      CAPTURE(architecture.to_json());
      if (space.cost(architecture).parameters > 0) check_network(space.build(architecture));
    }
  }
}

TEST_CASE("gradients with bfloat16 storage are near autograd's in float64") {
  const Network network = network_of({3, 9, 7}, [](NetworkBuilder& net) {
    const Value x = norm_relu(net, net.add(Conv2d{.out_channels = 21, .kernel = 3}, net.input()));
    const Value y = norm_relu(net, net.add(Conv2d{.out_channels = 21, .kernel = 3, .groups = 21}, x));
    const Value z = net.add(BatchNorm{}, net.add(Conv2d{.out_channels = 5}, y));
    return net.add(Concat{}, {z, net.add(Conv2d{.out_channels = 7}, x)});
  });
  const Model model = randomised(network);
  const at::Tensor batch = random_images(network.input_shape());
  const Reference expected = reference(model, batch);
  EngineOptions options = options_for_tests();
  options.storage = training::Storage::bfloat16;
  with_every_target([&] {
    Engine engine(model, options);
    paint(engine, batch);
    CHECK(engine.step(labels, 0).loss_sum == doctest::Approx(expected.loss).epsilon(0.01));
    CHECK(worst_difference(gradients_of(engine, expected.gradients), expected.gradients) < 0.1);
  });
}
