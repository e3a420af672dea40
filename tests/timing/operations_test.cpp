// Operations beyond the paper's, alone and where several share memory: the definition is the judge.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "naive_reference.hpp"
#include "narrows/inference_session.hpp"
#include "narrows/network_builder.hpp"

using namespace narrows;
using namespace narrows::testing;

namespace {

double difference(Shape input, const std::function<Value(NetworkBuilder&)>& build, int threads = 1) {
  NetworkBuilder net(input);
  const Model model = random_model(net.finish(build(net)), 7);
  const auto image = random_image(input, 7);
  InferenceSession session(model, {.threads = threads});
  return relative_difference(session.run(image), naive_run(model, image));
}

}  // namespace

TEST_CASE("windows may be rectangular, dilated, and padded differently on each side") {
  const Padding paddings[] = {0, 1, {0, 0, 1, 1}, {2, 0, 1, 3}};
  const Sides kernels[] = {{1, 3}, {3, 1}, 3, {2, 5}};
  const Sides strides[] = {1, 2, {1, 2}, {3, 1}};
  for (const int channels : {1, 6, 24})
    for (const Sides kernel : kernels)
      for (const Sides stride : strides)
        for (const Padding padding : paddings)
          for (const Sides dilation : {Sides(1), Sides(2), Sides(1, 2)})
            for (const int groups : {1, channels}) {
              CAPTURE(channels);
              CAPTURE(groups);
              const Conv2d op{.out_channels = channels,
                              .kernel = kernel,
                              .stride = stride,
                              .padding = padding,
                              .groups = groups,
                              .bias = true,
                              .dilation = dilation};
              CHECK(difference(
                        {channels, 11, 12}, [&](auto& net) { return net.add(op, net.input()); },
                        channels == 6 ? 2 : 1) < 1e-4);
            }
}

TEST_CASE("a border of zeros wider than the kernel is read as zeros") {
  for (const int threads : {1, 2})
    for (const int kernel : {1, 3}) {
      const Conv2d op{.out_channels = 5, .kernel = kernel, .padding = {4, 3, 5, 0}, .groups = 5};
      CHECK(difference(
                {5, 6, 6}, [&](auto& net) { return net.add(op, net.input()); }, threads) < 1e-4);
    }
}

TEST_CASE("pools count what they are told to count, also where a window hangs over the edge") {
  for (const Sides kernel : {Sides(2), Sides(3), Sides(3, 2)})
    for (const Sides stride : {Sides(1), Sides(2), Sides(2, 3)})
      for (const Padding padding : {Padding(0), Padding(1), Padding(0, 0, 1, 1), Padding(1, 1, 0, 1)})
        for (const bool ceil_mode : {false, true}) {
          CHECK(difference({5, 8, 7}, [&](auto& net) {
                  return net.add(MaxPool{kernel, stride, padding, ceil_mode}, net.input());
                }) < 1e-6);
          for (const bool count_include_pad : {false, true})
            CHECK(difference({5, 8, 7}, [&](auto& net) {
                    return net.add(AveragePool{kernel, stride, padding, ceil_mode, count_include_pad}, net.input());
                  }) < 1e-5);
        }
}

TEST_CASE("activations give what their definition gives, behind a layer, alone and on both sides of a clip") {
  const auto check = [](const auto& op) {
    for (const int channels : {1, 7, 33}) {
      CHECK(difference({channels, 5, 5}, [&](auto& net) { return net.add(op, net.input()); }) < 1e-5);
      CHECK(difference({channels, 5, 5}, [&](auto& net) {
              const Value x = net.add(Conv2d{.out_channels = channels, .kernel = 3}, net.input());
              return net.add(Clip{-0.3F, 0.4F}, net.add(op, net.add(Clip{-2, 1}, x)));
            }) < 1e-4);
      CHECK(difference({channels, 5, 5}, [&](auto& net) {  // the value before it is read too
              const Value x = net.add(Conv2d{.out_channels = channels}, net.input());
              return net.add(Concat{}, {net.add(op, x), x, net.add(op, net.add(Relu{}, x))});
            }) < 1e-4);
    }
  };
  check(Clip{-1, 1});
  check(Clip{.max = 0.5F});
  check(LeakyRelu{0.2F});
  check(Elu{});
  check(Elu{.alpha = 0.3F});
  check(Sigmoid{});
  check(HardSigmoid{});
  check(HardSigmoid{0.2F, 0.4F});
  check(HardSwish{});
  check(Silu{});
}

TEST_CASE("clips that have nothing in common leave the bound of the last") {
  CHECK(difference({3, 4, 4}, [](auto& net) {
          const Value x = net.add(Conv2d{.out_channels = 3}, net.input());
          return net.add(Concat{}, {net.add(Clip{1, 2}, net.add(Clip{-3, -2}, x)), net.input()});
        }) < 1e-6);
}

TEST_CASE("an ELU far out is its bound or what it was, never a NaN") {
  NetworkBuilder net({2, 1, 1});
  net.add(Elu{.alpha = 0.5F}, net.input());
  InferenceSession session(Model::initialised(net.finish()));
  CHECK(session.run(std::vector<float>{-1e30F, 1e30F}) == std::vector<float>{-0.5F, 1e30F});
}

TEST_CASE("a sigmoid far out is 0 or 1, never a NaN") {
  NetworkBuilder net({2, 1, 1});
  net.add(Silu{}, net.add(Sigmoid{}, net.input()));
  InferenceSession session(Model::initialised(net.finish()));
  const std::vector<float> image{-1e30F, 1e30F};
  const auto logits = session.run(image);
  CHECK(logits[0] == doctest::Approx(0));
  CHECK(logits[1] == doctest::Approx(1 / (1 + std::exp(-1.0))));
}

TEST_CASE("a map is multiplied by a map, and by one value per channel") {
  for (const int channels : {1, 6, 40}) {
    CHECK(difference({channels, 6, 5}, [&](auto& net) {
            const Value x = net.add(Conv2d{.out_channels = channels}, net.input());
            return net.add(Relu{}, net.add(Multiply{}, x, net.input()));
          }) < 1e-4);
    CHECK(difference({channels, 6, 5}, [&](auto& net) {
            const Value x = net.add(Conv2d{.out_channels = channels, .kernel = 3}, net.input());
            const Value squeezed = net.add(Conv2d{.out_channels = channels}, net.add(GlobalMaxPool{}, x));
            const Value y = net.add(Multiply{}, x, net.add(HardSigmoid{}, squeezed));
            return net.add(Add{}, net.add(Conv2d{.out_channels = channels}, y), net.input());
          }) < 1e-4);
  }
}

TEST_CASE("slices are read where they lie, whatever else reads or joins the map") {
  for (const int threads : {1, 2})
    CHECK(difference(
              {12, 5, 5},
              [](auto& net) {
                const Value x = net.add(Conv2d{.out_channels = 12, .kernel = 3}, net.input());
                const Value a = net.add(Slice{0, 5}, x);
                const Value b = net.add(Relu{}, net.add(Slice{5, 12}, x));
                const Value deep = net.add(Slice{1, 3}, net.add(Slice{2, 6}, b));
                const Value c = net.add(HardSwish{}, net.add(Conv2d{.out_channels = 7}, b));
                const Value joined = net.add(Concat{}, {a, c, net.add(Slice{3, 9}, x), deep});
                return net.add(Concat{}, {net.add(Relu{}, net.add(Slice{2, 19}, joined)), x, a});
              },
              threads) < 1e-4);
  CHECK(difference({4, 3, 3}, [](auto& net) { return net.add(Slice{1, 3}, net.input()); }) == 0);
}

TEST_CASE("a sum does not run inside a layer of which a slice is read") {
  CHECK(difference({8, 4, 4}, [](auto& net) {
          const Value x = net.add(Conv2d{.out_channels = 8, .kernel = 3}, net.input());
          const Value part = net.add(Slice{0, 4}, x);
          const Value sum = net.add(Add{}, net.input(), x);
          return net.add(Concat{}, {sum, net.add(Conv2d{.out_channels = 3}, part)});
        }) < 1e-4);
}

TEST_CASE("a shuffle takes channels in turn from each group") {
  for (const int groups : {1, 2, 3, 6})
    for (const int width : {1, 4, 20})
      CHECK(difference({groups * width, 3, 4}, [&](auto& net) {
              const Value x = net.add(ChannelShuffle{groups}, net.input());
              return net.add(Concat{}, {net.add(Slice{0, groups * width / 2 + 1}, x), net.add(Relu{}, x)});
            }) == 0);
}
