#include "narrows/image.hpp"
#include "narrows/dataset.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace narrows {
namespace {

Image grey(int height, int width, std::vector<std::uint8_t> pixels) { return {{1, height, width}, std::move(pixels)}; }

}  // namespace

TEST_CASE("padding puts the image in the middle of zeros") {
  CHECK(resized(grey(1, 2, {5, 6}), 3, 4, Resize::pad) == grey(3, 4, {0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0}));
  const Image digit = grey(28, 28, std::vector<std::uint8_t>(28 * 28, 1));
  const Image padded = resized(digit, 32, 32, Resize::pad);
  int sum = 0;
  for (const int pixel : padded.pixels) sum += pixel;
  CHECK(sum == 28 * 28);
  CHECK(padded.pixels[2 * 32 + 2] == 1);
  CHECK(padded.pixels[1 * 32 + 2] == 0);
  CHECK(padded.pixels[29 * 32 + 29] == 1);
}

TEST_CASE("padding stretches an image that is larger") {
  const Image large = grey(4, 4, std::vector<std::uint8_t>(16, 9));
  CHECK(resized(large, 2, 2, Resize::pad) == grey(2, 2, {9, 9, 9, 9}));
}

TEST_CASE("stretching down averages with a triangle, up interpolates") {
  // weights of 4 -> 2: 3/8 + 3/8 + 1/8 cut off at the edge, of 7/8 in all
  CHECK(resized(grey(1, 4, {0, 70, 140, 210}), 1, 2, Resize::stretch) == grey(1, 2, {50, 160}));
  CHECK(resized(grey(1, 2, {0, 100}), 1, 4, Resize::stretch) == grey(1, 4, {0, 25, 75, 100}));
}

TEST_CASE("cropping takes the middle, of a wide image and of a high one") {
  CHECK(resized(grey(1, 3, {1, 2, 3}), 1, 1, Resize::crop) == grey(1, 1, {2}));
  CHECK(resized(grey(3, 1, {1, 2, 3}), 1, 1, Resize::crop) == grey(1, 1, {2}));
  const Image colour{{3, 1, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
  CHECK(resized(colour, 1, 1, Resize::crop) == Image{{3, 1, 1}, {4, 5, 6}});
}

TEST_CASE("an image of the size wanted is not touched, in any mode") {
  const Image image = grey(2, 2, {1, 255, 0, 77});
  for (const Resize mode : {Resize::none, Resize::pad, Resize::stretch, Resize::crop})
    CHECK(resized(image, 2, 2, mode) == image);
}

TEST_CASE("another size is refused where nothing is resized") {
  try {
    (void)resized(grey(1, 2, {1, 2}), 3, 3, Resize::none);
    FAIL("accepted");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()) == "image must be 3 x 3 because its preprocessing resizes nothing, got 1 x 2");
  }
}

TEST_CASE("colour becomes luma, grey becomes three equal channels") {
  const Image colours{{3, 1, 3}, {255, 0, 0, 0, 255, 0, 0, 0, 255}};
  CHECK(with_channels(colours, 1) == grey(1, 3, {76, 150, 29}));
  CHECK(with_channels(grey(1, 2, {3, 4}), 3) == Image{{3, 1, 2}, {3, 3, 3, 4, 4, 4}});
  CHECK_THROWS_AS((void)with_channels(colours, 2), std::invalid_argument);
}

TEST_CASE("preparing gives the network's channels and size") {
  const Preprocessing wanted{.shape = {3, 4, 4}, .resize = Resize::pad, .mean = {}, .std = {}};
  const Image image = prepare(grey(2, 2, {1, 2, 3, 4}), wanted);
  CHECK(image.shape == Shape{3, 4, 4});
  CHECK(image.pixels[(1 * 4 + 1) * 3 + 2] == 1);
  CHECK_THROWS_AS((void)prepare(grey(2, 2, {1, 2, 3}), wanted), std::invalid_argument);
  CHECK_THROWS_AS((void)prepare(Image{{4, 1, 1}, {1, 2, 3, 4}}, wanted), std::invalid_argument);
}

TEST_CASE("preparing many images equals preparing each") {
  const LabelledImages images({1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 0});
  const Preprocessing wanted{.shape = {3, 3, 5}, .resize = Resize::stretch, .mean = {}, .std = {}};
  const LabelledImages prepared = prepare(images, wanted);
  CHECK(prepared.labels()[0] == 1);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto bytes = images.image(i);
    const Image alone = prepare(Image{images.shape(), {bytes.begin(), bytes.end()}}, wanted);
    CHECK(std::equal(alone.pixels.begin(), alone.pixels.end(), prepared.image(i).begin()));
  }
}

}  // namespace narrows
