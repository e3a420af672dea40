#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>

#include "narrows/datasets.hpp"
#include "samples.hpp"

/** Small sets in the files that the large ones are distributed in, read back. */
namespace narrows {
namespace {

using datasets::LoadOptions;
using samples::Bytes, samples::failure, samples::TemporaryFolder;

Image flat(int level) { return {{3, 32, 32}, Bytes(3 * 32 * 32, static_cast<std::uint8_t>(level))}; }

void write_jpeg(const TemporaryFolder& folder, const std::string& name, int level) {
  folder.write(name, samples::jpeg(flat(level)));
}

/** Grey levels in steps of ten, which a JPEG keeps. */
std::vector<int> levels(const LabelledImages& images) {
  std::vector<int> result;
  for (std::size_t i = 0; i < images.size(); ++i) result.push_back((images.image(i)[0] + 5) / 10 * 10);
  return result;
}

std::vector<int> labels(const LabelledImages& images) { return {images.labels().begin(), images.labels().end()}; }

Dataset load(const std::string& name, const TemporaryFolder& root, LoadOptions options = {}) {
  options.validation_share = 0;
  options.threads = 1;
  return datasets::load(name, root.path(), options);
}

std::string load_failure(const std::string& name, const TemporaryFolder& root) {
  return failure([&] { (void)load(name, root); });
}

using Ints = std::vector<int>;
using Names = std::vector<std::string>;

constexpr const char* gtsrb_header = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\n";

/** `tracks` signs of two classes, three pictures of each in a row. */
void write_gtsrb(const TemporaryFolder& root, int tracks,
                 const std::string& training = "GTSRB/Final_Training/Images/") {
  for (const std::string name : {"00000", "00014"}) {
    std::string csv = gtsrb_header;
    for (int track = 0; track < tracks; ++track) {
      for (int i = 0; i < 3; ++i) {
        const std::string file = "0000" + std::to_string(track) + "_0000" + std::to_string(i) + ".ppm";
        root.write(training + name + "/" + file, "P6 2 2 255\n" + std::string(12, static_cast<char>(10 * track)));
        csv += file + ";2;2;0;0;1;1;" + std::to_string(std::stoi(name)) + "\r\n";
      }
    }
    root.write(training + name + "/GT-" + name + ".csv", csv);
  }
  root.write("GTSRB/Final_Test/Images/00000.ppm", "P6 2 2 255\n" + std::string(12, 'd'));
  root.write("GTSRB/GT-final_test.csv", gtsrb_header + std::string("00000.ppm;2;2;0;0;1;1;14\n"));
}

/** A row of numbers in a MATLAB file, as doubles. */
Bytes mat_row(const std::string& name, const std::vector<double>& numbers) {
  Bytes data(8 * numbers.size());
  std::memcpy(data.data(), numbers.data(), data.size());
  return samples::mat_array(name, {1, static_cast<std::uint32_t>(numbers.size())}, 9, data, true);
}

}  // namespace

TEST_CASE("GTSRB is read from PPM and CSV files, in both of its training archives") {
  for (const std::string training : {"GTSRB/Final_Training/Images/", "GTSRB/Training/"}) {
    const TemporaryFolder root;
    write_gtsrb(root, 2, training);
    const Dataset data = load("gtsrb", root);
    CHECK(data.classes().size() == 43);
    CHECK(data.classes()[14] == "stop");
    CHECK(labels(data.train()) == Ints{0, 0, 0, 0, 0, 0, 14, 14, 14, 14, 14, 14});
    CHECK(labels(data.test()) == Ints{14});
    CHECK(levels(data.test()) == Ints{100});
    const auto remarks = data.remarks();
    CHECK(std::ranges::count(remarks, "12 training images of GTSRB are here, 39209 were published") == 1);
    CHECK(datasets::restore(data.source()).digest() == data.digest());
  }
}

TEST_CASE("pictures of one sign of GTSRB are all trained on or all validated on") {
  const TemporaryFolder root;
  write_gtsrb(root, 8);
  const Dataset data = datasets::load("gtsrb", root.path(), {.validation_share = 0.25});
  CHECK(data.validation().size() == 12);
  std::map<std::pair<int, int>, int> pictures;
  const Ints label = labels(data.validation()), level = levels(data.validation());
  for (std::size_t i = 0; i < label.size(); ++i) ++pictures[{label[i], level[i]}];
  CHECK(pictures.size() == 4);
  for (const auto& [sign, count] : pictures) CHECK(count == 3);
}

TEST_CASE("damaged lists of GTSRB are named") {
  const TemporaryFolder root;
  write_gtsrb(root, 2);
  root.write("GTSRB/GT-final_test.csv", gtsrb_header + std::string("00000.ppm;2;2;0;0;1;1;43\n"));
  CHECK(load_failure("gtsrb", root).ends_with("GT-final_test.csv: line 2: expected a class from 0 to 42, found '43'"));
  root.write("GTSRB/GT-final_test.csv", gtsrb_header + std::string("../../x.ppm;2;2;0;0;1;1;4\n"));
  CHECK(load_failure("gtsrb", root).ends_with("line 2: expected the name of a file, found '../../x.ppm'"));
  root.write("GTSRB/GT-final_test.csv", std::string("a,b\n"));
  CHECK(load_failure("gtsrb", root).find("expected a first line Filename;Width") != std::string::npos);
  std::filesystem::remove(root.path("GTSRB/GT-final_test.csv"));
  CHECK(load_failure("gtsrb", root).find("missing GT-final_test.csv or Final_Test/GT-final_test.csv") !=
        std::string::npos);
}

TEST_CASE("QuickDraw is read from numpy files, a class each, no more drawings than wanted") {
  const TemporaryFolder root;
  Bytes drawings;
  for (int i = 0; i < 10; ++i) drawings.insert(drawings.end(), 784, static_cast<std::uint8_t>(10 * i));
  root.write("quickdraw/full_numpy_bitmap_alarm clock.npy", samples::npy(10, drawings));
  root.write("quickdraw/zebra.npy", samples::npy(10, drawings));
  const Dataset data = load("quickdraw", root, {.test_share = 0.2, .per_class = 5});
  CHECK(data.classes() == Names{"alarm clock", "zebra"});
  CHECK(data.input_shape() == Shape{1, 32, 32});
  CHECK(labels(data.train()) == Ints{0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(labels(data.test()) == Ints{0, 1});
  CHECK(data.train().image(0)[0] == 0);  // padded
  root.write("quickdraw/zebra.npy", samples::npy(10, Bytes(drawings.begin(), drawings.begin() + 100)));
  CHECK(load_failure("quickdraw", root).find("zebra.npy: expected drawings of 784 bytes (28 x 28), found 10") !=
        std::string::npos);
  Bytes cut = samples::npy(10, drawings);
  cut.resize(cut.size() - 1);
  root.write("quickdraw/zebra.npy", cut);
  CHECK(load_failure("quickdraw", root)
            .find("zebra.npy: expected " + std::to_string(cut.size() + 1) + " bytes, found " +
                  std::to_string(cut.size())) != std::string::npos);
  root.write("quickdraw/zebra.npy", std::string("no numpy file"));
  CHECK(load_failure("quickdraw", root).ends_with("zebra.npy: not a .npy file"));
}

TEST_CASE("the five flowers are folders, without a test part of their own") {
  const TemporaryFolder root;
  int level = 0;
  for (const char* name : {"daisy", "dandelion", "roses", "sunflowers", "tulips"})
    for (int i = 0; i < 4; ++i)
      write_jpeg(root, "flower_photos/" + std::string(name) + "/" + std::to_string(i) + ".jpg", level++ * 10);
  root.write("flower_photos/LICENSE.txt", std::string("text"));
  const Dataset data = load("flowers", root, {.test_share = 0.25});
  CHECK(data.classes().size() == 5);
  CHECK(data.train().size() == 15);
  CHECK(data.test().size() == 5);
}

TEST_CASE("flowers102 is read from JPEG files and two MATLAB files") {
  const TemporaryFolder root;
  for (int i = 1; i <= 5; ++i) write_jpeg(root, "flowers102/jpg/image_0000" + std::to_string(i) + ".jpg", 10 * i);
  root.write("flowers102/imagelabels.mat", samples::mat_file({mat_row("labels", {102, 1, 1, 102, 1})}));
  root.write("flowers102/setid.mat",
             samples::mat_file({mat_row("trnid", {1, 3}), mat_row("valid", {2}), mat_row("tstid", {4, 5})}));
  const Dataset data = load("flowers102", root);
  CHECK(data.classes().size() == 102);
  CHECK(labels(data.train()) == Ints{101, 0});
  CHECK(levels(data.train()) == Ints{10, 30});
  CHECK(labels(data.validation()) == Ints{0});
  CHECK(levels(data.test()) == Ints{40, 50});
  root.write("flowers102/setid.mat",
             samples::mat_file({mat_row("trnid", {1}), mat_row("valid", {2}), mat_row("tstid", {300})}));
  CHECK(load_failure("flowers102", root).find("setid.mat: tstid: image 300: expected 1 to 5, as many as ") !=
        std::string::npos);
  root.write("flowers102/setid.mat",
             samples::mat_file({mat_row("trnid", {1}), mat_row("valid", {1}), mat_row("tstid", {3})}));
  CHECK(load_failure("flowers102", root).ends_with("setid.mat: valid: image 1 is named twice"));
  root.write("flowers102/setid.mat", samples::mat_file({mat_row("trnid", {1})}));
  CHECK(load_failure("flowers102", root).ends_with("setid.mat: expected the array valid"));
}

TEST_CASE("Food-101 is read from its lists, which leave the ending out") {
  const TemporaryFolder root;
  for (const char* name : {"apple_pie/1", "apple_pie/2", "waffles/3"})
    write_jpeg(root, "food-101/images/" + std::string(name) + ".jpg", 50);
  root.write("food-101/meta/train.txt", std::string("apple_pie/2\nwaffles/3\n"));
  root.write("food-101/meta/test.txt", std::string("apple_pie/1\n"));
  const Dataset data = load("food101", root);
  CHECK(data.classes() == Names{"apple_pie", "waffles"});
  CHECK(labels(data.train()) == Ints{0, 1});
  CHECK(labels(data.test()) == Ints{0});
  root.write("food-101/meta/test.txt", std::string("sushi/1\n"));
  CHECK(load_failure("food101", root).ends_with("test.txt: line 1: no training image is of the class of 'sushi/1'"));
  root.write("food-101/meta/train.txt", std::string("apple_pie/2\n\n/etc/passwd\n"));
  CHECK(load_failure("food101", root).ends_with("train.txt: line 3: expected class/image, found '/etc/passwd'"));
}

TEST_CASE("DTD is read from the lists of its first split, validation part and all") {
  const TemporaryFolder root;
  for (const char* name : {"banded/banded_1.jpg", "banded/banded_2.jpg", "woven/woven_3.jpg", "woven/woven_4.jpg"})
    write_jpeg(root, "dtd/images/" + std::string(name), 50);
  root.write("dtd/labels/train1.txt", std::string("banded/banded_1.jpg\nwoven/woven_3.jpg\n"));
  root.write("dtd/labels/val1.txt", std::string("banded/banded_2.jpg\n"));
  root.write("dtd/labels/test1.txt", std::string("woven/woven_4.jpg\n"));
  const Dataset data = load("dtd", root);
  CHECK(data.classes() == Names{"banded", "woven"});
  CHECK(labels(data.validation()) == Ints{0});
  CHECK(labels(data.test()) == Ints{1});
}

TEST_CASE("Indoor67 is read from two lists beside its images") {
  const TemporaryFolder root;
  for (const char* name : {"airport_inside/a.jpg", "bar/b c.jpg", "bar/d.jpg"})
    write_jpeg(root, "indoor67/Images/" + std::string(name), 50);
  root.write("indoor67/TrainImages.txt", std::string("airport_inside/a.jpg\nbar/b c.jpg\n"));
  root.write("indoor67/TestImages.txt", std::string("bar/d.jpg"));
  const Dataset data = load("indoor67", root);
  CHECK(data.classes() == Names{"airport_inside", "bar"});
  CHECK(labels(data.test()) == Ints{1});
  std::filesystem::remove(root.path("indoor67/Images/bar/d.jpg"));
  CHECK(load_failure("indoor67", root).ends_with("Images/bar/d.jpg: cannot be opened: No such file or directory"));
}

TEST_CASE("Caltech-256 is numbered folders, of which its clutter is left out") {
  const TemporaryFolder root;
  for (const char* name : {"001.ak47", "056.dog", "257.clutter"})
    for (int i = 1; i <= 3; ++i)
      write_jpeg(root, "256_ObjectCategories/" + std::string(name) + "/001_000" + std::to_string(i) + ".jpg", 10 * i);
  write_jpeg(root, "256_ObjectCategories/056.dog/greg/1.jpg", 90);  // as it is in the published archive
  root.write("256_ObjectCategories/056.dog/RENAME2", std::string("mv"));
  const Dataset data = load("caltech256", root);
  CHECK(data.classes() == Names{"ak47", "dog"});
  CHECK(data.train().size() == 4);
  CHECK(data.test().size() == 2);
}

TEST_CASE("Places365 is read from its lists; what it publishes for validation is the test part") {
  const TemporaryFolder root;
  for (const char* name : {"data_256/a/airfield/1.jpg", "data_256/b/bakery/shop/2.jpg", "val_256/Places365_val_1.jpg"})
    write_jpeg(root, "places365/" + std::string(name), 50);
  root.write("places365/categories_places365.txt", std::string("/a/airfield 0\n/b/bakery/shop 1\n"));
  root.write("places365/places365_train_standard.txt", std::string("/a/airfield/1.jpg 0\n/b/bakery/shop/2.jpg 1\n"));
  root.write("places365/places365_val.txt", std::string("Places365_val_1.jpg 1\n"));
  const Dataset data = load("places365", root);
  CHECK(data.classes() == Names{"airfield", "bakery/shop"});
  CHECK(labels(data.train()) == Ints{0, 1});
  CHECK(labels(data.test()) == Ints{1});
  root.write("places365/places365_val.txt", std::string("Places365_val_1.jpg 2\n"));
  CHECK(load_failure("places365", root)
            .ends_with(
                "places365_val.txt: line 1: expected an image and a label below 2, found 'Places365_val_1.jpg 2'"));
}

TEST_CASE("every known set says what it is, and what of it was published") {
  const TemporaryFolder root;
  const auto known = datasets::known(root.path());
  CHECK(known.size() == 15);
  CHECK(std::ranges::is_sorted(known, {}, &datasets::KnownDataset::name));
  for (const auto& set : known) {
    CHECK(set.classes >= 5);
    CHECK(set.training_images > 1000);
    CHECK(set.folder.empty());
    CHECK(set.where.find(root.path()) != std::string::npos);
  }
}

}  // namespace narrows
