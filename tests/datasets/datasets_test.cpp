#include "narrows/datasets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "folders.hpp"

namespace narrows {
namespace {

using samples::Bytes, samples::counts, samples::failure, samples::flat, samples::TemporaryFolder, samples::write_folder;

/** `count` images of 28 x 28 whose pixels all are their number; labels in turn. */
void write_mnist(const TemporaryFolder& folder, const std::string& prefix, std::uint32_t count, int classes = 10) {
  Bytes pixels, labels;
  for (std::uint32_t i = 0; i < count; ++i) {
    pixels.insert(pixels.end(), 28 * 28, static_cast<std::uint8_t>(i));
    labels.push_back(static_cast<std::uint8_t>(static_cast<int>(i) % classes));
  }
  folder.write(prefix + "-images-idx3-ubyte", samples::idx({count, 28, 28}, pixels));
  folder.write(prefix + "-labels-idx1-ubyte", samples::idx({count}, labels));
}

}  // namespace

TEST_CASE("Fashion-MNIST of the Debian package: 70,000 images, padded to 32 x 32") {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist")) FAIL("install dataset-fashion-mnist");
  const Dataset data = datasets::load("fashion-mnist", "/usr/share/datasets");
  CHECK(data.input_shape() == Shape{1, 32, 32});
  CHECK(data.train().size() == 51000);
  CHECK(data.validation().size() == 9000);
  CHECK(data.test().size() == 10000);
  for (const auto& [label, count] : counts(data.validation())) CHECK(count == 900);
  CHECK(data.classes()[9] == "Ankle boot");
  CHECK(data.test().labels()[0] == 9);  // the first test image is an ankle boot
  CHECK(data.preprocessing().resize == Resize::pad);
  CHECK(data.preprocessing().mean[0] == doctest::Approx(0.2860 * 28 * 28 / 1024).epsilon(0.01));
  const auto image = data.train().image(0);
  CHECK(std::all_of(image.begin(), image.begin() + 64, [](int pixel) { return pixel == 0; }));
}

TEST_CASE("MNIST's files are found in the folder given, with its name, or as unpacked") {
  for (const std::string place : {"", "mnist/", "MNIST/raw/"}) {
    const TemporaryFolder folder;
    write_mnist(folder, place + "train", 40);
    write_mnist(folder, place + "t10k", 10);
    const Dataset data = datasets::load("mnist", folder.path());
    CHECK(data.train().size() == 30);  // of the four of each class one is for validation
    CHECK(data.test().size() == 10);
    CHECK(data.test().image(7)[2 * 32 + 2] == 7);
    CHECK(data.test().image(7)[2 * 32 + 1] == 0);
  }
}

TEST_CASE("a data set that is not here says what to get and where to put it") {
  const TemporaryFolder folder;
  CHECK(failure([&] { (void)datasets::load("cifar10", folder.path()); }) ==
        "CIFAR-10 is not here: unpack the binary version, cifar-10-binary.tar.gz, in " + folder.path("cifar10") +
            " (looked in " + folder.path() + ")");
  write_mnist(folder, "train", 3);
  CHECK(failure([&] { (void)datasets::load("mnist", folder.path()); }) ==
        folder.path() + ": missing t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte of MNIST");
  CHECK_THROWS_WITH_AS((void)datasets::load("imagenet"),
                       "data set must be the path of a folder (of images, or of IDX files) or one of caltech256, "
                       "cifar10, cifar100, dtd, fashion-mnist, flowers, flowers102, food101, gtsrb, indoor67, mnist, "
                       "places365, quickdraw, stl10, svhn, got 'imagenet'",
                       std::invalid_argument);
}

TEST_CASE("a folder of IDX files is a data set with numbers for classes") {
  const TemporaryFolder folder;
  write_mnist(folder, "train", 20);
  write_mnist(folder, "t10k", 10);
  const Dataset data = datasets::load(folder.path());
  CHECK(data.name() == "idx");
  CHECK(data.classes().front() == "0");
  CHECK(data.train().size() + data.validation().size() == 20);
  CHECK(data.test().size() == 10);
  CHECK(datasets::restore(data.source(), data.digest()).digest() == data.digest());
}

TEST_CASE("known data sets say where they are") {
  const TemporaryFolder folder;
  write_mnist(folder, "mnist/train", 3);
  write_mnist(folder, "mnist/t10k", 3);
  for (const auto& entry : datasets::known(folder.path())) {
    CHECK(entry.folder == (entry.name == "mnist" ? std::filesystem::canonical(folder.path("mnist")).string() : ""));
    CHECK(entry.where.find(folder.path(entry.name)) != std::string::npos);
  }
}

TEST_CASE("counts that disagree and labels out of range are named") {
  const TemporaryFolder folder;
  write_mnist(folder, "train", 5);
  write_mnist(folder, "t10k", 5);
  folder.write("t10k-labels-idx1-ubyte", samples::idx({4}, {0, 1, 2, 3}));
  CHECK(failure([&] {
          (void)datasets::load("mnist", folder.path());
        }).find("t10k-labels-idx1-ubyte: expected 5 labels, one per image") != std::string::npos);
  write_mnist(folder, "t10k", 12, 12);
  CHECK(failure([&] {
          (void)datasets::load("mnist", folder.path());
        }).find("expected labels of 10 classes in the test part of MNIST, found label 10") != std::string::npos);
}

TEST_CASE("CIFAR files: planes become pixels, of two labels the fine one counts") {
  const TemporaryFolder folder;
  Bytes record = {3};
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < 1024; ++i) record.push_back(static_cast<std::uint8_t>(i % 32 + 50 * c));
  }
  for (const auto* file :
       {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"}) {
    folder.write("cifar-10-batches-bin/" + std::string(file) + ".bin", record);
  }
  const Dataset data = datasets::load("cifar10", folder.path(), {.validation_share = 0});
  CHECK(data.train().size() == 5);
  CHECK(data.test().labels()[0] == 3);
  CHECK(data.test().image(0)[3 * 31 + 2] == 131);  // first row, last column, blue

  Bytes two_labels = record;
  two_labels.insert(two_labels.begin(), 9);
  std::string names;
  for (int i = 0; i < 100; ++i) names += "class" + std::to_string(i) + "\n";
  folder.write("cifar100/train.bin", two_labels);
  folder.write("cifar100/test.bin", two_labels);
  folder.write("cifar100/fine_label_names.txt", names);
  const Dataset fine = datasets::load("cifar100", folder.path(), {.validation_share = 0});
  CHECK(fine.classes().size() == 100);
  CHECK(fine.test().labels()[0] == 3);

  folder.write("cifar100/test.bin", record);
  CHECK(failure([&] {
          (void)datasets::load("cifar100", folder.path());
        }).ends_with("cifar100/test.bin: expected a multiple of 3074 bytes, found 3073"));
}

TEST_CASE("STL-10 files: columns become rows, labels count from 0, images are resized") {
  const TemporaryFolder folder;
  Bytes pixels;
  for (int i = 0; i < 3 * 96 * 96; ++i) pixels.push_back(static_cast<std::uint8_t>(i % 96));  // the row
  for (const std::string part : {"train", "test"}) {
    folder.write("stl10_binary/" + part + "_X.bin", pixels);
    folder.write("stl10_binary/" + part + "_y.bin", Bytes{10});
  }
  const Dataset full = datasets::load("stl10", folder.path(), {.size = 96, .validation_share = 0});
  CHECK(full.test().labels()[0] == 9);
  CHECK(full.test().image(0)[(5 * 96 + 70) * 3 + 1] == 5);
  const Dataset small = datasets::load("stl10", folder.path(), {.validation_share = 0});
  CHECK(small.input_shape() == Shape{3, 32, 32});
  CHECK(small.test().image(0)[(10 * 32 + 3) * 3] == 31);  // the middle of rows 30, 31, 32
  folder.write("stl10_binary/test_y.bin", Bytes{0});
  CHECK(failure([&] {
          (void)datasets::load("stl10", folder.path());
        }).ends_with("test_y.bin: labels count from 1, found 0 for image 0"));
}

TEST_CASE("SVHN files: MATLAB arrays, compressed or not, labels as bytes or doubles, 10 is the digit 0") {
  Bytes pixels;
  for (int i = 0; i < 2 * 3072; ++i) pixels.push_back(static_cast<std::uint8_t>(i % 32 + i / 3072 * 100));  // the row
  const Bytes doubles = {0, 0, 0, 0, 0, 0, 0x24, 0x40, 0, 0, 0, 0, 0, 0, 0x08, 0x40};                       // 10, 3
  for (const bool compressed : {true, false}) {
    const TemporaryFolder folder;
    const auto x = samples::mat_array("X", {32, 32, 3, 2}, 2, pixels, compressed);
    folder.write("train_32x32.mat", samples::mat_file({x, samples::mat_array("y", {2, 1}, 2, {10, 3}, compressed)}));
    folder.write("test_32x32.mat", samples::mat_file({x, samples::mat_array("y", {2, 1}, 9, doubles, compressed)}));
    const Dataset data = datasets::load("svhn", folder.path(), {.validation_share = 0});
    CHECK(data.train().labels()[0] == 0);
    CHECK(data.test().labels()[0] == 0);
    CHECK(data.test().labels()[1] == 3);
    CHECK(data.test().image(1)[(4 * 32 + 9) * 3 + 2] == 104);
    folder.write("test_32x32.mat", samples::mat_file({x, samples::mat_array("y", {3, 1}, 2, {1, 2, 3}, compressed)}));
    CHECK(failure([&] {
            (void)datasets::load("svhn", folder.path());
          }).ends_with("test_32x32.mat: expected 2 labels, found 3"));
  }
}

TEST_CASE("options out of range are refused before anything is read") {
  CHECK_THROWS_WITH_AS((void)datasets::load("mnist", "", {.size = 0}), "size must be from 1 to 4096, got 0.0",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)datasets::from_folder("/tmp", {.channels = 2}), std::invalid_argument);
  CHECK_THROWS_AS((void)datasets::from_folder("/tmp", {.validation_share = 1}), std::invalid_argument);
}

TEST_CASE("a source loads the same data again, also a subset, and notices when they changed") {
  const TemporaryFolder folder;
  write_folder(folder, "", 20);
  const Dataset data = datasets::from_folder(folder.path(), {.size = 16, .seed = 3});
  CHECK(datasets::restore(data.source(), data.digest()).digest() == data.digest());
  const Dataset part = data.subset(10, 4);
  CHECK(datasets::restore(part.source(), part.digest()).digest() == part.digest());
  const Dataset fashion = datasets::load("fashion-mnist", "/usr/share/datasets").subset(100);
  CHECK(datasets::restore(fashion.source(), fashion.digest()).name() == "fashion-mnist");

  folder.write("cat/100.png", samples::png(flat(32, 77)));
  CHECK(failure([&] {
          (void)datasets::restore(data.source(), data.digest());
        }).starts_with("the data set has changed since: expected digest"));
  CHECK(failure([&] { (void)datasets::restore("{}"); }).starts_with("not the source of a data set: '{}'"));
}

}  // namespace narrows
