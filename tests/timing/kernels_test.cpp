#include <doctest/doctest.h>

#include "kernel.hpp"
#include "naive_reference.hpp"
#include "narrows/network_builder.hpp"

using namespace narrows;
using namespace narrows::testing;
using namespace narrows::timing;

namespace {

/** One convolution of random weights, on maps that lie inside wider ones. */
struct Case {
  Case(const Conv2d& conv, Shape input, bool with_residual = false) : model(random_model(network(conv, input), 5)) {
    const Plan plan = make_plan(model);
    op = std::get<Convolution>(plan.steps[0].op);
    image = random_image(input, 5);
    in = room(in_memory, input);
    out = room(out_memory, model.network().output_shape());
    for (int c = 0; c < input.channels; ++c)
      for (int p = 0; p < in.pixels(); ++p) in.data[p * in.stride + c] = image[c * in.pixels() + p];
    if (with_residual) {
      residual = room(residual_memory, out.shape);
      for (float& v : residual_memory) v = 0.25F;
    }
  }

  static Network network(const Conv2d& conv, Shape input) {
    NetworkBuilder net(input);
    return net.finish(net.add(conv, net.input()));
  }

  /** Five channels wider than the map; what lies between must stay as it is. */
  static Tensor room(std::vector<float>& memory, Shape shape) {
    const int stride = shape.channels + 5;
    memory.assign(static_cast<std::size_t>(stride) * shape.height * shape.width + 64, 77.0F);
    return {memory.data(), shape, stride};
  }

  /** Relative difference from the definition; huge if anything beside the map was written. */
  double run(Kernel& kernel, Clamp clamp) {
    kernel.run();
    auto expected = naive_run(model, image);
    for (float& v : expected) v = std::min(std::max(v + (residual.data ? 0.25F : 0.0F), clamp.low), clamp.high);
    std::vector<float> actual(expected.size());
    for (int p = 0; p < out.pixels(); ++p) {
      for (int c = 0; c < out.shape.channels; ++c) actual[c * out.pixels() + p] = out.data[p * out.stride + c];
      for (int c = out.shape.channels; c < out.stride; ++c)
        if (out.data[p * out.stride + c] != 77.0F) return 1e30;
    }
    return relative_difference(actual, expected);
  }

  Model model;
  Convolution op;
  std::vector<float> image, in_memory, out_memory, residual_memory;
  Tensor in, out, residual;
};

constexpr Clamp bounds{-0.5F, 1.5F};

}  // namespace

TEST_CASE("depthwise kernels of every size give what the definition gives, with and without a summand") {
  for (const int kernel : {3, 5, 7})
    for (const int stride : {1, 2})
      for (const int channels : {1, 4, 9, 16, 27, 44})
        for (const int width : {1, 6, 15})
          for (const bool residual : {false, true}) {
            CAPTURE(kernel);
            CAPTURE(stride);
            CAPTURE(channels);
            CAPTURE(width);
            const int outputs = channels * (width == 6 ? 2 : 1);
            const Conv2d conv{.out_channels = outputs, .kernel = kernel, .stride = stride, .groups = channels};
            Case c(conv, {channels, 6, width}, residual);
            for (const int threads : {1, channels == 27 ? 2 : 1}) {
              const auto k = depthwise_convolution(c.op, c.in, c.residual, c.out, bounds, ThreadPool(threads));
              CHECK(c.run(*k, bounds) < 1e-5);
            }
          }
}

TEST_CASE("grouped kernels give every lane the inputs of its own group") {
  for (const int width : {2, 3, 4})
    for (const int groups : {2, 3, 9})
      for (const int stride : {1, 2})
        for (const int side : {2, 7, 17}) {
          CAPTURE(width);
          CAPTURE(groups);
          CAPTURE(stride);
          CAPTURE(side);
          const int channels = width * groups;
          Case c({.out_channels = channels, .kernel = 3, .stride = stride, .groups = groups}, {channels, side, side});
          const auto kernel = grouped_convolution(c.op, c.in, c.out, bounds, ThreadPool(1));
          REQUIRE(kernel);
          CHECK(c.run(*kernel, bounds) < 1e-5);
        }
}

TEST_CASE("Winograd's algorithm gives what the definition gives, also on maps that tiles do not fill") {
  for (const int channels : {8, 19, 48})
    for (const int out_channels : {8, 33})
      for (const int side : {9, 12, 15})
        for (const int padding : {0, 1}) {
          CAPTURE(channels);
          CAPTURE(out_channels);
          CAPTURE(side);
          CAPTURE(padding);
          Case c({.out_channels = out_channels, .kernel = 3, .padding = padding}, {channels, side + 2, side});
          std::vector<float> scratch(winograd_scratch(c.op, c.out.shape));
          const auto kernel = winograd_convolution(c.op, c.in, c.out, bounds, scratch.data(), ThreadPool(2));
          if (side == 9 && padding == 0) {
            CHECK_FALSE(kernel);
          } else {
            REQUIRE(kernel);
            CHECK(c.run(*kernel, bounds) < 2e-5);
          }
        }
}

TEST_CASE("dense kernels give what the definition gives, with and without a summand, on any number of threads") {
  for (const int kernel : {1, 3})
    for (const int stride : {1, 2})
      for (const int channels : {1, 5, 32})
        for (const int out_channels : {1, 4, 9, 24, 61})
          for (const int side : {1, 4, 9, 15})
            for (const bool residual : {false, true}) {
              CAPTURE(kernel);
              CAPTURE(stride);
              CAPTURE(channels);
              CAPTURE(out_channels);
              CAPTURE(side);
              Case c({.out_channels = out_channels, .kernel = kernel, .stride = stride}, {channels, side, side + 2},
                     residual);
              for (const int threads : {1, 2}) {
                const auto k = dense_convolution(c.op, c.in, c.residual, c.out, bounds, ThreadPool(threads));
                CHECK(c.run(*k, bounds) < 1e-5);
              }
            }
}

TEST_CASE("XNNPACK's convolutions, divided by channels or rows, give what the definition gives") {
  for (const int kernel : {1, 3, 5})
    for (const int stride : {1, 2})
      for (const int groups : {1, 3, 40})
        for (const int side : {1, 5, 12}) {
          CAPTURE(kernel);
          CAPTURE(stride);
          CAPTURE(groups);
          CAPTURE(side);
          const int channels = groups == 3 ? 24 : 40;
          Case c({.out_channels = channels, .kernel = kernel, .stride = stride, .groups = groups},
                 {channels, side, side});
          for (const Split split : {Split::channels, Split::rows})
            for (const int threads : {1, 2}) {
              const auto k = xnnpack_convolution(c.op, c.in, c.out, bounds, ThreadPool(threads), split);
              CHECK(c.run(*k, bounds) < 1e-5);
            }
        }
}

TEST_CASE("kernels refuse what they are not for") {
  Case dense({.out_channels = 8, .kernel = 7}, {8, 8, 8});
  CHECK_FALSE(depthwise_convolution(dense.op, dense.in, {}, dense.out, {}, ThreadPool(1)));
  CHECK_FALSE(grouped_convolution(dense.op, dense.in, dense.out, {}, ThreadPool(1)));
  CHECK_FALSE(winograd_convolution(dense.op, dense.in, dense.out, {}, nullptr, ThreadPool(1)));
  CHECK(winograd_scratch(dense.op, dense.out.shape) == 0);
}
