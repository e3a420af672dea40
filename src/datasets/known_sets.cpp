#include "known_sets.hpp"

#include <algorithm>

#include "narrows/idx.hpp"

namespace narrows::datasets {
namespace {

const std::vector<std::string> mnist_files = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                              "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
const std::vector<std::string> digits = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

}  // namespace

const std::vector<KnownSet>& known_sets() {
  static const std::vector<KnownSet> table = {
      {"caltech256",
       "Caltech-256",
       {"256_ObjectCategories"},
       {"001.ak47/", "257.clutter/"},
       "unpack 256_ObjectCategories.tar",
       list_caltech256,
       {},
       nullptr,
       {256, 29780, 0}},
      {"cifar10",
       "CIFAR-10",
       {"cifar-10-batches-bin"},
       {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
        "test_batch.bin"},
       "unpack the binary version, cifar-10-binary.tar.gz,",
       read_cifar10,
       {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"},
       nullptr,
       {10, 50000, 10000}},
      {"cifar100",
       "CIFAR-100",
       {"cifar-100-binary"},
       {"train.bin", "test.bin", "fine_label_names.txt"},
       "unpack the binary version, cifar-100-binary.tar.gz,",
       read_cifar100,
       {},
       "fine_label_names.txt",
       {100, 50000, 10000}},
      {"dtd",
       "textures (DTD)",
       {"dtd", "DTD"},
       {"images/", "labels/train1.txt", "labels/val1.txt", "labels/test1.txt"},
       "unpack dtd-r1.0.1.tar.gz",
       list_dtd,
       {},
       nullptr,
       {47, 3760, 1880}},
      {"fashion-mnist",
       "Fashion-MNIST",
       {"FashionMNIST/raw", "fashion"},
       mnist_files,
       "install the Debian package dataset-fashion-mnist, or put its four IDX files (.gz or unpacked)",
       read_mnist,
       {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"},
       nullptr,
       {10, 60000, 10000}},
      {"flowers",
       "flowers",
       {"flower_photos"},
       {"daisy/", "dandelion/", "roses/", "sunflowers/", "tulips/"},
       "unpack flower_photos.tgz",
       list_flowers,
       {},
       nullptr,
       {5, 3670, 0}},
      {"flowers102",
       "flowers102",
       {"flowers-102", "102flowers"},
       {"jpg/", "imagelabels.mat", "setid.mat"},
       "unpack 102flowers.tgz, and put imagelabels.mat and setid.mat beside its folder jpg,",
       list_flowers102,
       {},
       nullptr,
       {102, 2040, 6149}},
      {"food101",
       "Food-101",
       {"food-101"},
       {"images/", "meta/train.txt", "meta/test.txt"},
       "unpack food-101.tar.gz",
       list_food101,
       {},
       nullptr,
       {101, 75750, 25250}},
      {"gtsrb",
       "GTSRB",
       {"GTSRB"},
       {"Final_Training/Images/|Training/", "Final_Test/Images/",
        "GT-final_test.csv|Final_Test/GT-final_test.csv|Final_Test/Images/GT-final_test.csv"},
       "unpack GTSRB_Final_Training_Images.zip (or GTSRB-Training_fixed.zip) and GTSRB_Final_Test_Images.zip, and put "
       "GT-final_test.csv of GTSRB_Final_Test_GT.zip into their folder GTSRB,",
       list_gtsrb,
       {},
       nullptr,
       {43, 39209, 12630}},
      {"indoor67",
       "Indoor67",
       {"indoorCVPR_09"},
       {"Images/", "TrainImages.txt", "TestImages.txt"},
       "unpack indoorCVPR_09.tar, and put TrainImages.txt and TestImages.txt beside its folder Images,",
       list_indoor67,
       {},
       nullptr,
       {67, 5360, 1340}},
      {"mnist",
       "MNIST",
       {"MNIST/raw"},
       mnist_files,
       "put its four IDX files (.gz or unpacked)",
       read_mnist,
       digits,
       nullptr,
       {10, 60000, 10000}},
      {"places365",
       "Places365",
       {"places365_standard"},
       {"data_256/|data_large/", "val_256/|val_large/", "categories_places365.txt", "places365_train_standard.txt",
        "places365_val.txt"},
       "unpack train_256_places365standard.tar, val_256.tar and filelist_places365-standard.tar into one folder,",
       list_places365,
       {},
       nullptr,
       {365, 1803460, 36500}},
      {"quickdraw",
       "QuickDraw",
       {"QuickDraw", "numpy_bitmap"},
       {"*.npy"},
       "put the numpy bitmaps, one .npy file for each class,",
       read_quickdraw,
       {},
       nullptr,
       {345, 50426266, 0}},
      {"stl10",
       "STL-10",
       {"stl10_binary"},
       {"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin"},
       "unpack the binary version, stl10_binary.tar.gz,",
       read_stl10,
       {"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"},
       nullptr,
       {10, 5000, 8000}},
      {"svhn",
       "SVHN",
       {"SVHN"},
       {"train_32x32.mat", "test_32x32.mat"},
       "put the cropped digits, train_32x32.mat and test_32x32.mat,",
       read_svhn,
       digits,
       nullptr,
       {10, 73257, 26032}},
  };
  return table;
}

const KnownSet* known_set(const std::string& name) {
  const auto& sets = known_sets();
  const auto found = std::find_if(sets.begin(), sets.end(), [&](const KnownSet& set) { return set.name == name; });
  return found == sets.end() ? nullptr : &*found;
}

/** A user's folder of four IDX files named as MNIST's: as many classes as its labels need, named by their numbers. */
KnownSet idx_set(const std::string& folder) {
  KnownSet set = *known_set("mnist");
  set.name = "idx";
  set.published = {};
  set.title = "an IDX data set";
  const std::string path = find_file(folder, mnist_files[1]);
  if (path.empty()) return set;
  const IdxArray labels = read_idx(path);
  const std::uint8_t last = labels.values.empty() ? 0 : *std::ranges::max_element(labels.values);
  set.classes.clear();
  for (int label = 0; label <= std::max<int>(last, 1); ++label) set.classes.push_back(std::to_string(label));
  return set;
}

}  // namespace narrows::datasets
