#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "binary_sets.hpp"
#include "files.hpp"
#include "narrows/datasets.hpp"
#include "narrows/error.hpp"
#include "narrows/idx.hpp"
#include "narrows/image.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

using PartReader = LabelledImages (*)(const std::string& folder, const std::string& part);

/** All there is to know about a data set with a name. */
struct Entry {
  const char* name;
  const char* title;
  std::vector<std::string> folders;  ///< Names its archive unpacks to.
  std::vector<std::string> files;
  std::string what;  ///< What to get.
  PartReader read;
  std::vector<std::string> classes;
  const char* class_file;  ///< With the classes, one a line, where they are not given here.
};

const std::vector<std::string> mnist_files = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                              "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
const std::vector<std::string> digits = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> table = {
      {"cifar10",
       "CIFAR-10",
       {"cifar-10-batches-bin"},
       {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
        "test_batch.bin"},
       "unpack the binary version, cifar-10-binary.tar.gz,",
       read_cifar10,
       {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"},
       nullptr},
      {"cifar100",
       "CIFAR-100",
       {"cifar-100-binary"},
       {"train.bin", "test.bin", "fine_label_names.txt"},
       "unpack the binary version, cifar-100-binary.tar.gz,",
       read_cifar100,
       {},
       "fine_label_names.txt"},
      {"fashion-mnist",
       "Fashion-MNIST",
       {"FashionMNIST/raw", "fashion"},
       mnist_files,
       "install the Debian package dataset-fashion-mnist, or put its four IDX files (.gz or unpacked)",
       read_mnist,
       {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"},
       nullptr},
      {"mnist",
       "MNIST",
       {"MNIST/raw"},
       mnist_files,
       "put its four IDX files (.gz or unpacked)",
       read_mnist,
       digits,
       nullptr},
      {"stl10",
       "STL-10",
       {"stl10_binary"},
       {"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin"},
       "unpack the binary version, stl10_binary.tar.gz,",
       read_stl10,
       {"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"},
       nullptr},
      {"svhn",
       "SVHN",
       {"SVHN"},
       {"train_32x32.mat", "test_32x32.mat"},
       "put the cropped digits, train_32x32.mat and test_32x32.mat,",
       read_svhn,
       digits,
       nullptr},
  };
  return table;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/** Folders that data sets are looked for in; the first is where messages say to put them. */
std::vector<fs::path> roots(const std::string& root) {
  if (!root.empty()) return {root};
  std::vector<fs::path> result;
  if (const auto data = environment("NARROWS_DATA"); !data.empty()) result.emplace_back(data);
  if (const auto home = environment("HOME"); !home.empty())
    result.push_back(fs::path(home) / ".local/share/narrows/datasets");
  result.emplace_back("/usr/share/datasets");
  return result;
}

/** Folders that may hold a data set. Only a root that was given may hold the files itself. */
std::vector<fs::path> candidates(const Entry& entry, const std::string& root) {
  std::vector<fs::path> result;
  for (const fs::path& base : roots(root)) {
    if (!root.empty()) result.push_back(base);
    result.push_back(base / entry.name);
    for (const auto& folder : entry.folders)
      result.push_back(base / folder), result.push_back(base / entry.name / folder);
  }
  return result;
}

std::size_t files_there(const Entry& entry, const fs::path& folder) {
  return static_cast<std::size_t>(std::count_if(entry.files.begin(), entry.files.end(), [&](const std::string& file) {
    return !find_file(folder.string(), file).empty();
  }));
}

std::string find_folder(const Entry& entry, const std::string& root) {
  for (const fs::path& folder : candidates(entry, root)) {
    if (files_there(entry, folder) == entry.files.size()) return fs::canonical(folder).string();
  }
  return {};
}

std::string where(const Entry& entry, const std::string& root) {
  return entry.what + " in " + (roots(root).front() / entry.name).string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/** Names the files that are missing from the first folder that holds some of them. */
[[noreturn]] void fail_missing(const Entry& entry, const std::string& root) {
  for (const fs::path& folder : candidates(entry, root)) {
    if (files_there(entry, folder) == 0) continue;
    std::vector<std::string> missing = entry.files;
    std::erase_if(missing, [&](const std::string& file) { return !find_file(folder.string(), file).empty(); });
    throw Error(folder.string() + ": missing " + joined(missing) + " of " + entry.title);
  }
  std::string looked;
  for (const fs::path& base : roots(root)) looked += (looked.empty() ? "" : ", ") + base.string();
  throw Error(std::string(entry.title) + " is not here: " + where(entry, root) + " (looked in " + looked + ")");
}

const Entry* entry_of(const std::string& name) {
  const auto found =
      std::find_if(entries().begin(), entries().end(), [&](const Entry& entry) { return entry.name == name; });
  return found == entries().end() ? nullptr : &*found;
}

Preprocessing wanted(const LabelledImages& images, const LoadOptions& options) {
  const Shape from = images.shape();
  const bool small = from.height == 28 && from.width == 28 && options.size >= 28;
  return {.shape = {options.channels == 0 ? from.channels : options.channels, options.size, options.size},
          .resize = small ? Resize::pad : options.resize,
          .order = "",
          .mean = {},
          .std = {}};
}

struct PreparedPart {
  LabelledImages images;
  Resize resize = Resize::none;
};

/** Reads a part and brings it to its size; the labels are checked here, where the folder can be named. */
PreparedPart read_part(const Entry& entry, const std::string& folder, const std::string& part, std::size_t classes,
                       const LoadOptions& options) {
  const LabelledImages images = entry.read(folder, part);
  if (images.size() == 0) throw Error(folder + ": no images in the " + part + " part of " + entry.title);
  for (const std::int32_t label : images.labels()) {
    if (static_cast<std::size_t>(label) >= classes) {
      throw Error(folder + ": expected labels of " + std::to_string(classes) + " classes in the " + part + " part of " +
                  entry.title + ", found label " + std::to_string(label));
    }
  }
  const Preprocessing preprocessing = wanted(images, options);
  return {prepare(images, preprocessing), preprocessing.resize};
}

Dataset load_entry(const Entry& entry, const std::string& root, const LoadOptions& options,
                   const LoadCallback& progress) {
  const std::string folder = find_folder(entry, root);
  if (folder.empty()) fail_missing(entry, root);
  const auto classes = entry.class_file == nullptr ? entry.classes : read_lines(folder + "/" + entry.class_file);
  std::array<PreparedPart, 2> parts;
  const auto read = [&](std::size_t i) {
    parts[i] = read_part(entry, folder, i == 0 ? "train" : "test", classes.size(), options);
  };
  for_each_index(2, options.threads, read, progress);
  const nlohmann::ordered_json source = {{"name", entry.name}, {"folder", folder}, {"options", to_json(options)}};
  return Dataset::with_split(entry.name, classes, std::move(parts[0].images), std::move(parts[1].images),
                             options.validation_share, options.seed, parts[0].resize)
      .with_source(source.dump());
}

/** A user's folder of four IDX files named as MNIST's: as many classes as its labels need, named by their numbers. */
Entry idx_entry(const std::string& folder) {
  Entry entry = *entry_of("mnist");
  entry.name = "idx";
  entry.title = "an IDX data set";
  const std::string path = find_file(folder, mnist_files[1]);
  if (path.empty()) return entry;
  const IdxArray labels = read_idx(path);
  const std::uint8_t last = labels.values.empty() ? 0 : *std::ranges::max_element(labels.values);
  entry.classes.clear();
  for (int label = 0; label <= std::max<int>(last, 1); ++label) entry.classes.push_back(std::to_string(label));
  return entry;
}

}  // namespace

std::string find_file(const std::string& folder, const std::string& file) {
  for (const char* ending : {"", ".gz"}) {
    const fs::path path = fs::path(folder) / (file + ending);
    if (std::error_code error; fs::is_regular_file(path, error)) return path.string();
  }
  return {};
}

std::vector<KnownDataset> known(const std::string& root) {
  std::vector<KnownDataset> result;
  for (const Entry& entry : entries()) {
    result.push_back({entry.name, entry.title, entry.files, where(entry, root), find_folder(entry, root)});
  }
  return result;
}

Dataset load(const std::string& name_or_path, const std::string& root, const LoadOptions& options,
             const LoadCallback& progress) {
  options.validate();
  if (const Entry* entry = entry_of(name_or_path)) return load_entry(*entry, root, options, progress);
  const std::string folder = name_or_path == "idx" ? root : name_or_path;
  if (const Entry own = idx_entry(folder); files_there(own, folder) > 0) {
    return load_entry(own, folder, options, progress);
  }
  std::error_code error;
  if (fs::is_directory(name_or_path, error)) return from_folder(name_or_path, options, progress);
  if (fs::exists(name_or_path, error)) {
    throw std::invalid_argument("data set must be a folder, got the file '" + name_or_path +
                                "' (an archive has to be unpacked first)");
  }
  if (name_or_path.find('/') != std::string::npos) {
    throw std::invalid_argument("data set must be the path of a folder, got '" + name_or_path +
                                "', where there is none");
  }
  std::vector<std::string> names;
  for (const Entry& entry : entries()) names.emplace_back(entry.name);
  throw std::invalid_argument("data set must be the path of a folder (of images, or of IDX files) or one of " +
                              joined(names) + ", got '" + name_or_path + "'");
}

}  // namespace narrows::datasets
