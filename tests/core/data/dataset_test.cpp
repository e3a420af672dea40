#include "narrows/dataset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "narrows/split.hpp"

namespace narrows {
namespace {

/** `count` images of 2 x 2 pixels, the first byte telling them apart; labels in turn, 0 three times as often. */
LabelledImages numbered(int count) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < count; ++i) {
    for (const int byte : {i % 256, i / 256, 7, 200}) pixels.push_back(static_cast<std::uint8_t>(byte));
    labels.push_back(std::max(0, i % 6 - 2));
  }
  return {{1, 2, 2}, std::move(pixels), std::move(labels)};
}

const std::vector<std::string> letters = {"a", "b", "c", "d"};

std::map<int, int> counts(const LabelledImages& images) {
  std::map<int, int> result;
  for (const int label : images.labels()) ++result[label];
  return result;
}

std::set<int> numbers(const LabelledImages& images) {
  std::set<int> result;
  for (std::size_t i = 0; i < images.size(); ++i) result.insert(images.image(i)[0] + 256 * images.image(i)[1]);
  return result;
}

std::string message(const auto& function) {
  try {
    function();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

}  // namespace

TEST_CASE("images need one label each, none negative") {
  CHECK(message([] {
          LabelledImages({1, 2, 2}, std::vector<std::uint8_t>(7), {0, 1});
        }) == "pixels must be one image of 1 x 2 x 2 bytes per label, 8 for 2 labels, got 7");
  CHECK(message([] {
          LabelledImages({1, 1, 1}, {1, 2}, {0, -3});
        }) == "labels must not be negative, got -3 for image 1");
  CHECK_THROWS_AS(LabelledImages({0, 2, 2}, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS((void)numbered(3).image(3), std::invalid_argument);
}

TEST_CASE("selecting keeps the order asked for, and a copy shares the pixels") {
  const LabelledImages images = numbered(10);
  const std::size_t indices[] = {9, 0, 9};
  const LabelledImages chosen = images.select(indices);
  CHECK(chosen.image(0)[0] == 9);
  CHECK(chosen.image(1)[0] == 0);
  CHECK(chosen.labels()[2] == images.labels()[9]);
  const LabelledImages copy = images;
  CHECK(copy.pixels().data() == images.pixels().data());
}

TEST_CASE("every beginning of a stratified order holds each label in proportion") {
  const LabelledImages images = numbered(600);
  const auto order = stratified_order(images.labels(), 5);
  CHECK(std::set(order.begin(), order.end()).size() == 600);
  std::map<int, int> seen;
  for (std::size_t i = 0; i < order.size(); ++i) {
    ++seen[images.labels()[order[i]]];
    for (const auto& [label, total] : counts(images)) {
      CHECK(std::abs(seen[label] - static_cast<double>(total) * static_cast<double>(i + 1) / 600) <= 2.0);
    }
  }
  CHECK(order == stratified_order(images.labels(), 5));
  CHECK(order != stratified_order(images.labels(), 6));
}

TEST_CASE("a split takes the share of every label and loses no image") {
  const Dataset data = Dataset::with_split("numbers", letters, numbered(600), numbered(12), 0.15, 3);
  CHECK(counts(data.validation()) == std::map<int, int>{{0, 45}, {1, 15}, {2, 15}, {3, 15}});
  CHECK(data.train().size() == 510);
  std::set<int> all = numbers(data.train());
  all.merge(numbers(data.validation()));
  CHECK(all == numbers(numbered(600)));
  CHECK(data.test().size() == 12);
}

TEST_CASE("the same seed gives the same split, another seed another") {
  const auto split = [](std::uint64_t seed) {
    return numbers(Dataset::with_split("numbers", letters, numbered(600), {}, 0.15, seed).validation());
  };
  CHECK(split(1) == split(1));
  CHECK(split(1) != split(2));
}

TEST_CASE("a share of 0 leaves no validation; a share that leaves nothing to train on is refused") {
  CHECK(Dataset::with_split("numbers", letters, numbered(60), {}, 0).validation().size() == 0);
  CHECK_THROWS_AS(Dataset::with_split("numbers", letters, numbered(60), {}, 1), std::invalid_argument);
  CHECK_THROWS_AS(Dataset::with_split("numbers", letters, numbered(60), {}, -0.1), std::invalid_argument);
  CHECK_THROWS_AS(Dataset::with_split("numbers", letters, numbered(60), {}, std::nan("")), std::invalid_argument);
}

TEST_CASE("a class of two images has one in each part of a split") {
  const LabelledImages train({1, 1, 1}, {1, 2, 3, 4, 5}, {0, 1, 1, 0, 2});
  const Dataset data = Dataset::with_split("few", {"a", "b", "c"}, train, {});
  CHECK(counts(data.train()) == std::map<int, int>{{0, 1}, {1, 1}, {2, 1}});
  CHECK(counts(data.validation()) == std::map<int, int>{{0, 1}, {1, 1}});
}

TEST_CASE("what a user should know of small and missing parts is said") {
  const LabelledImages train({1, 1, 1}, {1, 2, 3, 4, 5}, {0, 1, 1, 0, 2});
  const Dataset data = Dataset::with_split("few", {"a", "b", "c", "d"}, train, {});
  CHECK(data.remarks() ==
        std::vector<std::string>{"no training image of class 'd'",
                                 "3 classes have fewer than 10 training images, the fewest: 1 image of class 'a'",
                                 "only 2 validation images: half of them right may be 9 to 91 % (95 % interval)",
                                 "no validation image of class 'c', 'd'",
                                 "no test images: accuracy on them is not measured"});
  CHECK(Dataset::with_split("enough", letters, numbered(1200), numbered(600)).remarks().empty());
}

TEST_CASE("classes that are unevenly spread are said") {
  std::vector<std::int32_t> labels(61, 0);
  std::fill_n(labels.begin(), 10, 1);
  const Dataset data("uneven", {"a", "b"}, LabelledImages({1, 1, 1}, std::vector<std::uint8_t>(61), labels), {}, {});
  CHECK(
      data.remarks().at(0) ==
      "training images are unevenly spread: 51 images of class 'a', 10 images of class 'b'; an accuracy says little of "
      "the rare ones");
}

TEST_CASE("what does not belong together is refused with the reason") {
  CHECK(message([] { Dataset("x", letters, {}, {}, {}); }) == "train must have at least one image, got none");
  CHECK(message([] {
          Dataset("x", {"a"}, LabelledImages({4, 1, 1}, {1, 2, 3, 4}, {0}), {}, {});
        }) == "images must have 1 channel (grey) or 3 (red, green, blue), got 4");
  CHECK(message([] { Dataset("x", {"a"}, numbered(6), {}, {}); }) ==
        "labels must be below the number of classes, 1, got 1 for training image 3");
  CHECK(message([] {
          Dataset("x", letters, numbered(6), {}, LabelledImages({1, 1, 1}, {1}, {0}));
        }) == "test images must have the shape of the training images, 1 x 2 x 2, got 1 x 1 x 1");
}

TEST_CASE("mean and standard deviation are those of the training part, channel by channel") {
  // channel 0: 0, 255, 255, 0; channel 1: always 51; channel 2: 0, 51, 102, 153
  const LabelledImages train({3, 1, 2}, {0, 51, 0, 255, 51, 51, 255, 51, 102, 0, 51, 153}, {0, 0});
  const LabelledImages other({3, 1, 2}, {9, 9, 9, 9, 9, 9}, {0});
  const Preprocessing found = Dataset("x", {"a"}, train, other, other, Resize::crop).preprocessing();
  CHECK(found.shape == Shape{3, 1, 2});
  CHECK(found.order == "RGB");
  CHECK(found.resize == Resize::crop);
  CHECK(found.mean[0] == doctest::Approx(0.5));
  CHECK(found.mean[1] == doctest::Approx(0.2));
  CHECK(found.mean[2] == doctest::Approx(0.3));
  CHECK(found.std[0] == doctest::Approx(0.5));
  CHECK(found.std[1] == 1.0F);  // never varies
  CHECK(found.std[2] == doctest::Approx(0.2 * std::sqrt(1.25)));
  CHECK(Dataset("x", letters, numbered(6), {}, {}).preprocessing().order == "L");
}

TEST_CASE("mean and standard deviation of many bright images do not overflow") {
  const std::size_t count = 40;
  std::vector<std::uint8_t> pixels(count * 3 * 128 * 128, 255);
  for (std::size_t i = 0; i < pixels.size(); i += 6) pixels[i] = 253;
  const LabelledImages train({3, 128, 128}, std::move(pixels), std::vector<std::int32_t>(count));
  const Preprocessing found = Dataset("x", {"a"}, train, {}, {}).preprocessing();
  CHECK(found.mean[0] == doctest::Approx(254.0 / 255));
  CHECK(found.std[0] == doctest::Approx(1.0 / 255));
  CHECK(found.mean[2] == 1.0F);
}

TEST_CASE("the digest is SHA-256 of the documented bytes, and tells data apart") {
  const Dataset data("x", {"cat"}, LabelledImages({1, 1, 2}, {1, 2}, {0}), {}, {});
  // printf '3 cat\n1 x 1 x 2 x 1\n\0\0\0\0\1\2' ; printf '0 x 1 x 1 x 0\n0 x 1 x 1 x 0\n' | sha256sum
  CHECK(data.digest() == "480b9737b56c1ce7edf9d323ff4c36bbdbb30f0da7e45eaa2b59feb1cfbfc8be");
  CHECK(Dataset("another name", {"cat"}, LabelledImages({1, 1, 2}, {1, 2}, {0}), {}, {}).digest() == data.digest());
  CHECK(Dataset("x", {"dog"}, LabelledImages({1, 1, 2}, {1, 2}, {0}), {}, {}).digest() != data.digest());
  CHECK(Dataset("x", {"cat"}, LabelledImages({1, 2, 1}, {1, 2}, {0}), {}, {}).digest() != data.digest());
  CHECK(Dataset("x", {"cat"}, LabelledImages({1, 1, 2}, {1, 3}, {0}), {}, {}).digest() != data.digest());
  CHECK(Dataset("x", letters, numbered(600), {}, {}).digest() != Dataset("x", letters, numbered(599), {}, {}).digest());
}

TEST_CASE("subsets are stratified, nested, and keep the test part whole") {
  const Dataset data = Dataset::with_split("numbers", letters, numbered(600), numbered(30), 0.2);
  const Dataset small = data.subset(48), larger = data.subset(96);
  CHECK(counts(small.train()) == std::map<int, int>{{0, 24}, {1, 8}, {2, 8}, {3, 8}});
  CHECK(small.validation().size() == 12);
  CHECK(small.test().size() == 30);
  const auto inner = numbers(small.train()), outer = numbers(larger.train());
  CHECK(std::includes(outer.begin(), outer.end(), inner.begin(), inner.end()));
  CHECK(small.digest() == data.subset(48).digest());
  CHECK(small.digest() != data.subset(48, 1).digest());
  CHECK_THROWS_AS((void)data.subset(0), std::invalid_argument);
  CHECK_THROWS_AS((void)data.subset(481), std::invalid_argument);
}

TEST_CASE("a source travels with a data set, and its subsets say what they are of") {
  const Dataset data = Dataset("x", letters, numbered(6), {}, {}).with_source("{}");
  CHECK(data.source() == "{}");
  CHECK(Dataset(data).source() == "{}");
  CHECK(data.subset(3, 7).source() == R"({"subset":[3,7],"of":{}})");
  CHECK(Dataset("x", letters, numbered(6), {}, {}).subset(3).source().empty());
}

}  // namespace narrows
