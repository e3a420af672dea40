#include <doctest/doctest.h>

#include <filesystem>

#include "folders.hpp"
#include "narrows/datasets.hpp"

namespace narrows {
namespace {

using samples::failure, samples::levels, samples::TemporaryFolder, samples::whole, samples::write_image,
    samples::write_pets;

}  // namespace

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

}  // namespace narrows
