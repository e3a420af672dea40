#include "narrows/datasets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "narrows/training.hpp"
#include "samples.hpp"

namespace narrows {
namespace {

using samples::Bytes, samples::failure, samples::TemporaryFolder;

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

/** A flat grey or coloured image. */
Image flat(int size, std::uint8_t value, int channels = 3) {
  return {{channels, size, size}, Bytes(static_cast<std::size_t>(size * size * channels), value)};
}

/** `count` PNG images for each of the classes "cat" and "dog", each of one grey level of its own. */
void write_folder(const TemporaryFolder& folder, const std::string& part, int count, int channels = 3) {
  for (int i = 0; i < count; ++i) {
    const auto name = std::to_string(100 + i) + ".png";
    folder.write(part + "cat/" + name, samples::png(flat(32, static_cast<std::uint8_t>(i), channels)));
    folder.write(part + "dog/" + name, samples::png(flat(32, static_cast<std::uint8_t>(100 + i), channels)));
  }
}

std::map<int, int> counts(const LabelledImages& images) {
  std::map<int, int> result;
  for (const int label : images.labels()) ++result[label];
  return result;
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

TEST_CASE("images of another size are refused by name where nothing is to be resized") {
  const TemporaryFolder folder;
  write_folder(folder, "", 3);
  CHECK(failure([&] {
          (void)datasets::from_folder(folder.path(),
                                      {.size = 16, .resize = Resize::none, .validation_share = 0, .test_share = 0});
        }).find("cat/100.png: image must be 16 x 16") != std::string::npos);
}

TEST_CASE("options out of range are refused before anything is read") {
  CHECK_THROWS_WITH_AS((void)datasets::load("mnist", "", {.size = 0}), "size must be from 1 to 4096, got 0.0",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)datasets::from_folder("/tmp", {.channels = 2}), std::invalid_argument);
  CHECK_THROWS_AS((void)datasets::from_folder("/tmp", {.validation_share = 1}), std::invalid_argument);
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
