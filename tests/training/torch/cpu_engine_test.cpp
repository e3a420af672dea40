#include <ATen/ATen.h>
#include <doctest/doctest.h>
// before hwy/targets.h
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "cpu/engine.hpp"
#include "narrows/network_builder.hpp"
#include "narrows/sampling_law.hpp"
#include "narrows/spaces.hpp"
#include "narrows/torch.hpp"

using namespace narrows;
using training::Engine;
using training::EngineOptions;

namespace {

constexpr int images = 6;
const std::vector<std::int32_t> labels{0, 3, 1, 2, 0, 3};
constexpr double label_smoothing = 0.1;

using Gradients = std::map<std::string, at::Tensor>;

struct Reference {
  Gradients gradients;
  double loss = 0;
  NetworkModule module = nullptr;
};

/** Random values for every array, so that nothing is 0 or 1 by chance. */
Model randomised(const Network& network) {
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

at::Tensor random_images(Shape shape) {
  at::manual_seed(7);
  return at::randn({images, shape.height, shape.width, shape.channels});
}

/** Autograd's, in float64 or float32. */
Reference reference(const Model& model, const at::Tensor& batch, const std::vector<float>& weights = {},
                    at::ScalarType type = at::kDouble) {
  Reference result;
  result.module = NetworkModule(model);
  result.module->to(type);
  result.module->set_activation_type(type);
  const at::Tensor logits = result.module->forward(batch.permute({0, 3, 1, 2}).to(type));
  const at::Tensor targets = at::tensor(labels, at::kInt).to(at::kLong);
  at::Tensor losses = at::cross_entropy_loss(logits, targets, {}, at::Reduction::None, -100, label_smoothing);
  if (!weights.empty()) losses = losses * at::tensor(weights).to(type).index_select(0, targets);
  const at::Tensor loss = losses.mean();
  loss.backward();
  result.loss = loss.item<double>() * images;
  for (const auto& parameter : result.module->named_parameters())
    result.gradients[parameter.key()] = parameter.value().grad();
  return result;
}

Gradients gradients_of(const Engine& engine, const Gradients& like) {
  const Weights weights = engine.gradients();
  Gradients result;
  for (const auto& [name, gradient] : like)
    result[name] = at::tensor(weights[name].values, at::kFloat).reshape(gradient.sizes());
  return result;
}

/** Whatever is wrong shows as a multiple of the scale of an array's gradients. */
double worst_difference(const Gradients& got, const Gradients& expected) {
  double largest = 0;
  for (const auto& [name, gradient] : expected) largest = std::max(largest, gradient.abs().max().item<double>());
  double worst = 0;
  for (const auto& [name, gradient] : expected) {
    const double own = gradient.abs().max().item<double>();
    // A bias before a batch norm has the gradient 0: there only rounding can be seen.
    const double scale = own < 1e-9 * largest ? largest : std::max(own, 1e-3 * largest);
    worst = std::max(worst, (got.at(name).to(at::kDouble) - gradient).abs().max().item<double>() / scale);
  }
  return worst;
}

void paint(Engine& engine, const at::Tensor& batch) {
  std::copy_n(batch.const_data_ptr<float>(), batch.numel(), engine.images());
}

EngineOptions options_for_tests(std::vector<float> class_weights = {}) {
  return {.batch = 8,
          .weight_decay = 0,
          .label_smoothing = label_smoothing,
          .class_weights = std::move(class_weights),
          .between_steps = {}};
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

/** A network that ends with a linear layer behind what `build` adds. */
template <class Build>
Network network_of(Shape shape, const Build& build) {
  NetworkBuilder net(shape);
  const Value x = build(net);
  return net.finish(net.add(Linear{.out_features = 4}, x));
}

Value norm_relu(NetworkBuilder& net, const Value& x) { return net.add(Relu{}, net.add(BatchNorm{}, x)); }

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

TEST_CASE("the same bits with one thread and with two, and at every repetition") {
  const SearchSpace space = spaces::get("resnext", {3, 16, 16}, 10);
  const Model model =
      randomised(space.build(space.architecture_from_json(R"({"n": [1, 1, 1], "f": [8, 5, 3], "c": [4, 3, 8]})")));
  const at::Tensor batch = random_images({3, 16, 16});
  std::vector<Weights> results;
  for (const int threads : {1, 2, 2}) {
    EngineOptions options = options_for_tests();
    options.threads = threads;
    Engine engine(model, options);
    for (int step = 0; step < 3; ++step) {
      paint(engine, batch);
      engine.step(labels, 0.05);
    }
    results.push_back(engine.weights());
  }
  for (std::size_t i = 0; i < results[0].arrays().size(); ++i) {
    CHECK(results[0].arrays()[i].values == results[1].arrays()[i].values);
    CHECK(results[1].arrays()[i].values == results[2].arrays()[i].values);
  }
}

TEST_CASE("a step moves weights by momentum and weight decay as PyTorch's SGD does") {
  const Model model = randomised(network_of(
      {2, 4, 4}, [](NetworkBuilder& net) { return norm_relu(net, net.add(Conv2d{.out_channels = 5}, net.input())); }));
  EngineOptions options = options_for_tests();
  options.weight_decay = 0.1;
  Engine engine(model, options);
  std::map<std::string, std::vector<double>> values, momentum;
  for (const ArraySpec& spec : weight_specs(model.network())) {
    const std::vector<float>& initial = model.weights()[spec.name].values;
    values[spec.name].assign(initial.begin(), initial.end());
    momentum[spec.name].resize(initial.size());
  }
  for (int step = 0; step < 3; ++step) {
    paint(engine, random_images({2, 4, 4}));
    engine.step(labels, 0.1);
    const Weights gradients = engine.gradients();
    for (const Weights::Array& gradient : gradients.arrays())
      for (std::size_t i = 0; i < gradient.values.size(); ++i) {
        double& moved = momentum[gradient.name][i];
        moved = 0.9 * moved + gradient.values[i] + 0.1 * values[gradient.name][i];
        values[gradient.name][i] -= 0.1 * moved;
      }
  }
  const Weights ours = engine.weights();
  for (const ArraySpec& spec : weight_specs(model.network()))
    if (spec.trainable)
      for (std::size_t i = 0; i < values[spec.name].size(); ++i)
        CHECK(ours[spec.name].values[i] == doctest::Approx(values[spec.name][i]).epsilon(1e-4));
}

TEST_CASE("results in evaluation mode are the network's with running statistics") {
  const at::NoGradGuard no_gradients;
  const SearchSpace space = spaces::get("mobilenetv2", {3, 16, 16}, 10);
  const Model model = randomised(space.build(space.architecture_from_json(
      R"({"fin": 8, "e": [1, 2, 3, 3, 2, 3, 2], "f": [16, 12, 12, 20, 20, 9, 9], "n": [1, 1, 1, 2, 1, 1, 1],
        "s": [2, 2, 1, 2, 1, 1, 1], "fout": 40})")));
  const at::Tensor batch = random_images({3, 16, 16});
  NetworkModule module(model);
  module->eval();
  const at::Tensor expected = module->forward(batch.permute({0, 3, 1, 2}));
  Engine engine(model, options_for_tests());
  paint(engine, batch);
  std::vector<float> logits(static_cast<std::size_t>(images) * 10);
  engine.logits(images, logits.data());
  const at::Tensor got = at::tensor(logits, at::kFloat).reshape({images, 10});
  CHECK((got - expected).abs().max().item<double>() < 1e-4 * expected.abs().max().item<double>());
}

TEST_CASE("what cannot be trained is refused with a reason") {
  const Model model = randomised(network_of({2, 4, 4}, [](NetworkBuilder& net) { return net.input(); }));
  EngineOptions options = options_for_tests();
  options.batch = 1;
  CHECK_THROWS_WITH_AS(Engine(model, options), "training: batch must be at least 2, not 1", std::invalid_argument);
  Engine engine(model, options_for_tests());
  CHECK_THROWS_WITH_AS(engine.step(std::vector<std::int32_t>{0, 4}, 0.1),
                       "labels must be at least 0 and less than 4, not 4", std::invalid_argument);
  CHECK_THROWS_AS(engine.step(std::vector<std::int32_t>{0}, 0.1), std::invalid_argument);
}
