#include <doctest/doctest.h>

#include "folders.hpp"
#include "narrows/datasets.hpp"

namespace narrows {
namespace {

using samples::flat, samples::TemporaryFolder, samples::write_folder;

}  // namespace

TEST_CASE("all broken images of a folder are named") {
  const TemporaryFolder folder;
  write_folder(folder, "", 3);
  folder.write("cat/a.jp2", std::string("\0\0\0\x0cjP  \r\n", 10));
  folder.write("dog/b.png", std::string("no picture"));
  const auto broken = datasets::broken_images(folder.path());
  REQUIRE(broken.size() == 2);
  CHECK(broken[0].ends_with(
      "cat/a.jp2: JPEG 2000 images are not read; convert it, as ImageMagick does: mogrify -format png FILE"));
  CHECK(broken[1].ends_with("dog/b.png: not an image of a kind that is read: JPEG, PNG, WebP, GIF, BMP, TIFF, PNM"));
}

TEST_CASE("what a folder holds is told: sizes, colours, what cannot be read, what is there twice") {
  const TemporaryFolder folder;
  Image picture = samples::quarters(40, 60);
  folder.write("train/cat/a.png", samples::png(picture));
  folder.write("train/dog/b.png", samples::png(flat(32, 7, 1)));
  folder.write("train/dog/broken.png", std::string("no picture"));
  folder.write("test/cat/again.png", samples::png(picture));
  folder.write("test/cat/small.jpg", samples::jpeg(samples::quarters(80, 120)));
  const datasets::FolderFacts facts = datasets::look_at(folder.path());
  REQUIRE(facts.images.size() == 5);
  CHECK(facts.images[0].label == "cat");
  CHECK(facts.images[0].part == "train");
  CHECK(facts.images[0].width == 60);
  CHECK(facts.images[0].channels == 3);
  CHECK(facts.images[1].channels == 1);
  CHECK(facts.images[2].error.find("broken.png: not an image") != std::string::npos);
  const auto pairs = datasets::like_pairs(facts.images);
  REQUIRE(pairs.size() == 3);  // the picture, the picture again, and twice as large as a JPEG
  CHECK(pairs[0].first == 0);
  CHECK(pairs[0].second == 3);
  CHECK(pairs[0].same);
  CHECK(pairs[1].second == 4);
  CHECK_FALSE(pairs[1].same);
  CHECK(datasets::like_pairs(facts.images, 1).size() == 1);
}

}  // namespace narrows
