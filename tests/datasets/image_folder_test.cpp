#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "narrows/datasets.hpp"
#include "samples.hpp"

namespace narrows {
namespace {

using datasets::LoadOptions, datasets::OnBad;
using samples::failure, samples::TemporaryFolder;

Image flat(std::uint8_t value) { return {{1, 32, 32}, samples::Bytes(32 * 32, value)}; }

/** A PNG of one grey level. */
void write_image(const TemporaryFolder& folder, const std::string& name, std::uint8_t value) {
  folder.write(name, samples::png(flat(value)));
}

/** cat/0.png … and dog/0.png …, of grey levels from 0 and from 100. */
void write_pets(const TemporaryFolder& folder, int count = 4) {
  for (int i = 0; i < count; ++i) {
    write_image(folder, "cat/" + std::to_string(i) + ".png", static_cast<std::uint8_t>(i));
    write_image(folder, "dog/" + std::to_string(i) + ".png", static_cast<std::uint8_t>(100 + i));
  }
}

std::vector<int> levels(const LabelledImages& images) {
  std::vector<int> result;
  for (std::size_t i = 0; i < images.size(); ++i) result.push_back(images.image(i)[0]);
  return result;
}

/** All images as training images. */
LoadOptions whole(LoadOptions options = {}) {
  options.validation_share = options.test_share = 0;
  return options;
}

bool any_contains(const std::vector<std::string>& lines, const std::string& text) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

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

TEST_CASE("a CSV file says labels and parts, with names of columns or without, endings or not") {
  const TemporaryFolder folder;
  for (int i = 0; i < 6; ++i) write_image(folder, "all/" + std::to_string(i) + ".png", static_cast<std::uint8_t>(i));
  const std::string all = std::filesystem::canonical(folder.path("all")).string();
  const auto load = [&](const std::string& text) {
    return datasets::from_folder(all, whole({.labels = folder.write("labels.csv", text)}));
  };
  const Dataset named = load(
      "\xef\xbb\xbf"
      "label,path,split\r\n10,3,train\r\n\"2\",0.png,Training\r\n2,5.png,val\r\n10,1.png,test\r\n");
  CHECK(named.classes() == std::vector<std::string>{"2", "10"});
  CHECK(levels(named.train()) == std::vector<int>{0, 3});
  CHECK(levels(named.validation()) == std::vector<int>{5});
  CHECK(levels(named.test()) == std::vector<int>{1});
  CHECK(levels(load("0.png,\"a, b\"\n1.png,c\n").train()) == std::vector<int>{0, 1});
}

TEST_CASE("a CSV file without labels splits classes that are folders") {
  const TemporaryFolder folder;
  write_pets(folder, 3);
  const std::string split =
      folder.write("split.csv", std::string("path,part\ncat/0.png,train\ndog/2.png,train\ncat/2.png,test\n"));
  const Dataset data = datasets::from_folder(folder.path(), whole({.labels = split}));
  CHECK(data.classes() == std::vector<std::string>{"cat", "dog"});
  CHECK(levels(data.train()) == std::vector<int>{0, 102});
  CHECK(levels(data.test()) == std::vector<int>{2});
  CHECK(datasets::restore(data.source()).digest() == data.digest());
}

TEST_CASE("lines of a CSV file that cannot be used are named") {
  const TemporaryFolder folder, other;
  write_pets(folder, 2);
  write_image(other, "1.png", 7);
  const auto says = [&](const std::string& text, const std::string& message) {
    const std::string csv = folder.write("labels.csv", text);
    const std::string said = failure([&] { (void)datasets::from_folder(folder.path(), whole({.labels = csv})); });
    CHECK_MESSAGE(said.find(message) != std::string::npos, said);
  };
  says("", "labels.csv: no lines");
  says("a,b\n", "labels.csv: line 1: expected columns path and label");
  says("path,label\ncat/0.png,\n", "labels.csv: line 2: no label");
  says("path,label\n\n\"cat/0.png,1\n", "labels.csv: line 3: a quote is not closed");
  says("path,label,part\ncat/0.png,a,exam\n", "part must be train, validation or test, is 'exam'");
  says("path,label\ncat/0.png,a\ncat/0.png,b\n", "cat/0.png: it is named twice");
  says("path,label\ncat/0.png,a\n", "only 'a'");
  says("path,label\ncat/0.png,a\ncat/none.png,b\n", "cat/none.png: cannot be opened");
  says("path,label\ncat/0.png,a\n" + other.path("1.png") + ",b\n", "1.png: lies outside of ");
  says("path,label,part\ncat/0.png,a,train\ncat/1.png,b,train\ndog/0.png,c,test\n",
       "the class 'c' has no training images");
}

TEST_CASE("of each class no more training images are taken than wanted, the same for the same seed") {
  const TemporaryFolder folder;
  write_pets(folder, 9);
  write_image(folder, "bird/1.png", 200);
  const Dataset few = datasets::from_folder(folder.path(), whole({.per_class = 3}));
  CHECK(few.train().size() == 7);
  CHECK(few.digest() == datasets::from_folder(folder.path(), whole({.per_class = 3})).digest());
}

TEST_CASE("what a folder holds is told: sizes, colours, what cannot be read, what is there twice") {
  const TemporaryFolder folder;
  Image picture = samples::quarters(40, 60);
  folder.write("train/cat/a.png", samples::png(picture));
  folder.write("train/dog/b.png", samples::png(flat(7)));
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
