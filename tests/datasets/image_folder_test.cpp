#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "folders.hpp"
#include "narrows/datasets.hpp"
#include "narrows/training.hpp"

namespace narrows {
namespace {

using datasets::OnBad;
using samples::any_contains, samples::failure, samples::flat, samples::levels, samples::TemporaryFolder, samples::whole,
    samples::write_folder, samples::write_image, samples::write_pets;

}  // namespace

TEST_CASE("images that cannot be read are left out and named where that is wanted") {
  const TemporaryFolder folder;
  write_pets(folder);
  folder.write("cat/1.png", std::string("no picture"));
  folder.write("dog/3.png", std::string());
  const Dataset data = datasets::from_folder(folder.path(), whole({.on_bad = OnBad::skip}));
  CHECK(levels(data.train()) == std::vector<int>{0, 2, 3, 100, 101, 102});
  CHECK(std::ranges::count(data.train().labels(), 0) == 3);
  REQUIRE(data.skipped().size() == 2);
  CHECK(data.skipped()[0].find("cat/1.png: not an image") != std::string::npos);
  CHECK(data.skipped()[1].ends_with("dog/3.png: empty file, expected an image"));
  CHECK(any_contains(data.remarks(), "2 images cannot be read and are left out, the first: "));
  CHECK(datasets::restore(data.source(), data.digest()).skipped() == data.skipped());
  CHECK(data.subset(4).skipped() == data.skipped());
}

TEST_CASE("a folder of which no image can be read is refused though they are to be left out") {
  const TemporaryFolder folder;
  for (const char* name : {"cat/1.png", "dog/1.png"}) folder.write(name, std::string("no picture"));
  CHECK(failure([&] {
          (void)datasets::from_folder(folder.path(), whole({.on_bad = OnBad::skip}));
        }).find("no training image can be read; 2 images cannot be read") != std::string::npos);
}

TEST_CASE("images in folders inside a class's folder are taken where that is wanted, each once") {
  const TemporaryFolder folder;
  write_pets(folder, 2);
  write_image(folder, "cat/young/small/9.png", 50);
  write_image(folder, "cat/@eaDir/9.png", 51);
  write_image(folder, "bird/wild/1.png", 200);
  std::filesystem::create_directory_symlink("..", folder.path("cat/young/up"));
  const Dataset data = datasets::from_folder(folder.path(), whole({.recursive = true}));
  CHECK(data.classes() == std::vector<std::string>{"bird", "cat", "dog"});
  CHECK(levels(data.train()) == std::vector<int>{200, 0, 1, 50, 100, 101});
}

TEST_CASE("links are followed inside the folder, and to outside only where that is wanted") {
  const TemporaryFolder folder, other;
  write_pets(folder, 2);
  write_image(other, "bird/1.png", 200);
  std::filesystem::create_symlink("../dog/0.png", folder.path("cat/inside.png"));
  std::filesystem::create_symlink(other.path("bird/1.png"), folder.path("cat/outside.png"));
  std::filesystem::create_directory_symlink(other.path("bird"), folder.path("bird"));
  const Dataset data = datasets::from_folder(folder.path(), whole());
  CHECK(levels(data.train()) == std::vector<int>{0, 1, 100, 100, 101});
  CHECK(any_contains(data.remarks(), "left out: 2 links to outside of "));
  const Dataset all = datasets::from_folder(folder.path(), whole({.follow_links = true}));
  CHECK(levels(all.train()) == std::vector<int>{200, 0, 1, 100, 200, 100, 101});
}

TEST_CASE("of each class no more training images are taken than wanted, the same for the same seed") {
  const TemporaryFolder folder;
  write_pets(folder, 9);
  write_image(folder, "bird/1.png", 200);
  const Dataset few = datasets::from_folder(folder.path(), whole({.per_class = 3}));
  CHECK(few.train().size() == 7);
  CHECK(few.digest() == datasets::from_folder(folder.path(), whole({.per_class = 3})).digest());
}

TEST_CASE("grey images stay one channel unless one is in colour") {
  const TemporaryFolder folder;
  write_folder(folder, "", 5, 1);
  CHECK(datasets::from_folder(folder.path()).input_shape() == Shape{1, 32, 32});
  CHECK(datasets::from_folder(folder.path(), {.channels = 3}).input_shape() == Shape{3, 32, 32});
  const Dataset grey = datasets::from_folder(folder.path(), {.test_share = 0});
  folder.write("cat/colour.jpg", samples::jpeg(flat(32, 9)));
  const Dataset colour = datasets::from_folder(folder.path(), {.validation_share = 0, .test_share = 0});
  CHECK(colour.input_shape() == Shape{3, 32, 32});
  CHECK(colour.train().image(1)[5] == 1);
  CHECK(grey.train().image(0)[5] == grey.train().image(0)[0]);
}

TEST_CASE("the same folder, options and seed give the same digest on any number of threads") {
  const TemporaryFolder folder;
  write_folder(folder, "", 30);
  const auto digest = [&](int threads, std::uint64_t seed) {
    return datasets::from_folder(folder.path(), {.seed = seed, .threads = threads}).digest();
  };
  CHECK(digest(1, 0) == digest(5, 0));
  CHECK(digest(1, 0) != digest(1, 1));
}

TEST_CASE("a broken image is named, the first one on any number of threads") {
  const TemporaryFolder folder;
  write_folder(folder, "", 30);
  folder.write("cat/104.png", std::string("oops"));
  folder.write("dog/100.png", std::string());
  for (const int threads : {1, 4}) {
    const datasets::LoadOptions options{.validation_share = 0, .test_share = 0, .threads = threads};
    CHECK(failure([&] {
            (void)datasets::from_folder(folder.path(), options);
          }).ends_with("cat/104.png: not an image of a kind that is read: JPEG, PNG, WebP, GIF, BMP, TIFF, PNM"));
  }
}

TEST_CASE("images that are all of 28 x 28 are padded, others are cropped as asked for") {
  const TemporaryFolder folder;
  for (const char* name : {"cat", "dog"})
    for (int i = 0; i < 3; ++i)
      folder.write(std::string(name) + "/" + std::to_string(i) + ".png", samples::png(flat(28, 200)));
  const Dataset padded = datasets::from_folder(folder.path());
  CHECK(padded.preprocessing().resize == Resize::pad);
  CHECK(padded.train().image(0)[0] == 0);
  CHECK(padded.train().image(0)[16 * 32 + 16] == 200);
  folder.write("dog/9.png", samples::png(flat(40, 200)));
  const Dataset cropped = datasets::from_folder(folder.path());
  CHECK(cropped.preprocessing().resize == Resize::crop);
  CHECK(cropped.train().image(0)[0] == 200);
}

TEST_CASE("images of another size are refused by name where nothing is to be resized") {
  const TemporaryFolder folder;
  write_folder(folder, "", 3);
  CHECK(failure([&] {
          (void)datasets::from_folder(folder.path(),
                                      {.size = 16, .resize = Resize::none, .validation_share = 0, .test_share = 0});
        }).find("cat/100.png: image must be 16 x 16") != std::string::npos);
}

TEST_CASE("loading tells its progress to the end, and stops when told to") {
  const TemporaryFolder folder;
  write_folder(folder, "", 10);
  std::size_t last = 0, total = 0;
  (void)datasets::from_folder(folder.path(), {},
                              [&](std::size_t done, std::size_t of) { return last = done, total = of, true; });
  CHECK(last == 20);
  CHECK(total == 20);
  CHECK_THROWS_AS((void)datasets::from_folder(folder.path(), {}, [](std::size_t, std::size_t) { return false; }),
                  Interrupted);
}

}  // namespace narrows
