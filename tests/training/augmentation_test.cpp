#include "augmentation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "stripes.hpp"

using namespace narrows;

namespace {

LabelledImages counting_images() {  // 2 images, 2 x 3 pixels, 2 channels, bytes 0, 1, 2 ...
  std::vector<std::uint8_t> pixels(2 * 2 * 3 * 2);
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  return {{2, 2, 3}, pixels, {0, 1}};
}

Preprocessing bytes_as_they_are(int channels) {
  Preprocessing preprocessing;
  preprocessing.mean.assign(static_cast<std::size_t>(channels), 0);
  preprocessing.std.assign(static_cast<std::size_t>(channels), 1.0F / 255);
  return preprocessing;
}

std::vector<int> painted(const View& view, PixelOrder order) {
  const LabelledImages images = counting_images();
  std::vector<float> batch(12);
  ImagePainter(images, bytes_as_they_are(2), order).paint(std::span(&view, 1), batch);
  std::vector<int> rounded;
  for (const float value : batch) rounded.push_back(static_cast<int>(value + 0.5F));
  return rounded;
}

}  // namespace

TEST_CASE("an image painted as it is has its bytes, in either order") {
  CHECK(painted({.image = 1}, PixelOrder::channels_last) ==
        std::vector{12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23});
  CHECK(painted({.image = 1}, PixelOrder::channels_first) ==
        std::vector{12, 14, 16, 18, 20, 22, 13, 15, 17, 19, 21, 23});
}

TEST_CASE("a moved image has zeros where the frame comes in, and a flip mirrors columns") {
  CHECK(painted({.image = 1, .top = 1, .left = -1}, PixelOrder::channels_last) ==
        std::vector{0, 0, 18, 19, 20, 21, 0, 0, 0, 0, 0, 0});
  CHECK(painted({.image = 1, .flipped = true}, PixelOrder::channels_last) ==
        std::vector{16, 17, 14, 15, 12, 13, 22, 23, 20, 21, 18, 19});
}

TEST_CASE("painting normalises like the deployed preprocessing") {
  const Dataset dataset = test::stripes_dataset();
  std::vector<float> painted(64);
  std::vector<float> expected(64);
  const View view{.image = 7};
  ImagePainter(dataset.train(), dataset.preprocessing(), PixelOrder::channels_first)
      .paint(std::span(&view, 1), painted);
  dataset.preprocessing().normalise(dataset.train().image(7), expected);
  CHECK(painted == expected);
}

TEST_CASE("an epoch shows every image once, the same for the same seed, another order in another epoch") {
  const Recipe recipe;
  const auto views = augmented_views(1000, recipe, 5, 0);
  const auto image = [](const View& view) { return view.image; };
  std::vector<std::uint32_t> images;
  std::ranges::transform(views, std::back_inserter(images), image);
  CHECK(std::set(images.begin(), images.end()).size() == 1000);
  CHECK(std::ranges::equal(views, augmented_views(1000, recipe, 5, 0), {}, image, image));
  CHECK_FALSE(std::ranges::equal(views, augmented_views(1000, recipe, 5, 1), {}, image, image));
  CHECK_FALSE(std::ranges::equal(views, augmented_views(1000, recipe, 6, 0), {}, image, image));
}

TEST_CASE("crops reach every place of the frame and half of the images are flipped") {
  const auto views = augmented_views(4000, Recipe{.pad = 2}, 1, 0);
  std::set<int> tops;
  for (const View& view : views) tops.insert(view.top);
  CHECK(tops == std::set{-2, -1, 0, 1, 2});
  CHECK(std::ranges::count_if(views, &View::flipped) == doctest::Approx(2000).epsilon(0.05));
}

TEST_CASE("alternating flips show each image mirrored in every second epoch, half of them in each") {
  const Recipe recipe{.alternate_flips = true};
  const auto flips = [&](int epoch) {
    std::vector<bool> flipped(1000);
    for (const View& view : augmented_views(1000, recipe, 3, epoch)) flipped[view.image] = view.flipped;
    return flipped;
  };
  const auto first = flips(0);
  const auto second = flips(1);
  CHECK(std::ranges::count(first, true) == doctest::Approx(500).epsilon(0.1));
  for (std::size_t i = 0; i < 1000; ++i) CHECK(first[i] != second[i]);
  CHECK(flips(2) == first);
  for (const View& view : augmented_views(100, Recipe{.flip = 0, .alternate_flips = true}, 3, 1))
    CHECK_FALSE(view.flipped);
}

TEST_CASE("without padding and flipping an image is shown as it is") {
  for (const View& view : augmented_views(100, Recipe{.pad = 0, .flip = 0}, 1, 0)) {
    CHECK(view.top == 0);
    CHECK(view.left == 0);
    CHECK_FALSE(view.flipped);
  }
}
