#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "folders.hpp"
#include "narrows/datasets.hpp"

namespace narrows {
namespace {

using samples::counts, samples::failure, samples::flat, samples::TemporaryFolder, samples::write_folder;

}  // namespace

TEST_CASE("an image folder: classes by name, parts as given, the rest split off by a seed") {
  const TemporaryFolder folder;
  write_folder(folder, "train/", 20);
  write_folder(folder, "test/", 3);
  folder.write("train/cat/notes.txt", std::string("no image"));
  folder.write("train/cat/.hidden.png", std::string("no image"));
  const Dataset data = datasets::from_folder(folder.path());
  CHECK(data.classes() == std::vector<std::string>{"cat", "dog"});
  CHECK(counts(data.train()) == std::map<int, int>{{0, 17}, {1, 17}});
  CHECK(counts(data.validation()) == std::map<int, int>{{0, 3}, {1, 3}});
  CHECK(counts(data.test()) == std::map<int, int>{{0, 3}, {1, 3}});
  CHECK(data.test().image(4)[0] == 101);
  write_folder(folder, "val/", 2);
  const Dataset with_validation = datasets::from_folder(folder.path());
  CHECK(with_validation.train().size() == 40);
  CHECK(with_validation.validation().size() == 4);
}

TEST_CASE("a folder of classes alone gives a test part too, without overlap") {
  const TemporaryFolder folder;
  write_folder(folder, "", 20);
  const Dataset data = datasets::load(folder.path());
  CHECK(data.train().size() + data.validation().size() + data.test().size() == 40);
  CHECK(counts(data.test()) == std::map<int, int>{{0, 3}, {1, 3}});
  std::map<int, int> levels;
  for (const auto* part : {&data.train(), &data.validation(), &data.test()}) {
    for (std::size_t i = 0; i < part->size(); ++i) ++levels[part->image(i)[0]];
  }
  CHECK(levels.size() == 40);
}

TEST_CASE("folders that hold no data set are refused with the reason") {
  const TemporaryFolder folder;
  const std::string path = std::filesystem::canonical(folder.path()).string();
  const auto says = [&](const std::string& text) {
    CHECK(failure([&] { (void)datasets::from_folder(folder.path()); }).find(text) != std::string::npos);
  };
  says(
      "no images of two or more classes; expected train/<class>/ and test/<class>/, or <class>/, with images in them, "
      "found no folders with images");
  folder.write("cat/a.txt", std::string("text"));
  says("found no folders with images");
  folder.write("cat/1.png", samples::png(flat(32, 1)));
  says("found only the folder 'cat'");
  folder.write("dog/puppies/1.png", samples::png(flat(32, 1)));
  says(path +
       "/dog: no images in this folder of a class (its folders are not searched: 1 there; recursive takes them)");
  const TemporaryFolder parts;
  write_folder(parts, "train/", 3);
  parts.write("test/bird/1.png", samples::png(flat(32, 1)));
  CHECK(failure([&] {
          (void)datasets::from_folder(parts.path());
        }).ends_with("test/bird: a class without training images"));
  CHECK(failure([&] { (void)datasets::from_folder("/no/such/folder"); }) ==
        "/no/such/folder: expected a folder of images");
}

TEST_CASE("classes of few images have one in each part, or in training and validation") {
  const TemporaryFolder two, three;
  write_folder(two, "", 2);
  write_folder(three, "", 3);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Dataset pairs = datasets::from_folder(two.path(), {.seed = seed}),
                  triples = datasets::from_folder(three.path(), {.seed = seed});
    const std::map<int, int> one_each = {{0, 1}, {1, 1}};
    CHECK(counts(pairs.train()) == one_each);
    CHECK(counts(pairs.validation()) == one_each);
    CHECK(pairs.test().size() == 0);
    for (const LabelledImages* part : {&triples.train(), &triples.validation(), &triples.test()})
      CHECK(counts(*part) == one_each);
  }
}

TEST_CASE("folders that nobody means as a class are left out, with a line") {
  const TemporaryFolder folder;
  write_folder(folder, "", 3);
  folder.write("cat/@eaDir/1.png", samples::png(flat(32, 1)));
  folder.write("cat/kittens/1.png", samples::png(flat(32, 1)));
  folder.write("__MACOSX/cat/1.png", samples::png(flat(32, 1)));
  folder.write("runs/search/search.json", std::string("{}"));
  std::filesystem::create_symlink("loop", std::filesystem::path(folder.path("cat")) / "loop");
  const Dataset data = datasets::from_folder(folder.path());
  CHECK(data.classes() == std::vector<std::string>{"cat", "dog"});
  const std::string root = std::filesystem::canonical(folder.path()).string();
  const auto lines = data.remarks();
  const auto says = [&](const std::string& line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); };
  CHECK(says("left out: " + root + "/__MACOSX (no folder of a class)"));
  CHECK(says("left out: " + root + "/runs (no images in it)"));
  CHECK(says("left out: " + root + "/cat (1 image in folders inside it; recursive takes them)"));
}

TEST_CASE("parts may begin with a capital, and a class may be called train") {
  const TemporaryFolder capital, vehicles;
  write_folder(capital, "Train/", 4);
  write_folder(capital, "Test/", 2);
  CHECK(datasets::from_folder(capital.path()).test().size() == 4);
  for (const char* name : {"bus", "car", "train"})
    for (int i = 0; i < 3; ++i)
      vehicles.write(std::string(name) + "/" + std::to_string(i) + ".png", samples::png(flat(32, 1)));
  CHECK(datasets::from_folder(vehicles.path()).classes() == std::vector<std::string>{"bus", "car", "train"});
}

TEST_CASE("a class whose name is not UTF-8 is refused; a file of such a name is read") {
  const TemporaryFolder folder;
  write_folder(folder, "", 3);
  folder.write("cat/\xff.png", samples::png(flat(32, 1)));
  CHECK(datasets::from_folder(folder.path(), {.validation_share = 0, .test_share = 0}).train().size() == 7);
  folder.write("b\xe4r/1.png", samples::png(flat(32, 1)));
  CHECK(failure([&] {
          (void)datasets::from_folder(folder.path());
        }).ends_with("b?r: the name of this class is not UTF-8; rename it"));
}

}  // namespace narrows
