#include <array>
#include <filesystem>
#include <stdexcept>

#include "files.hpp"
#include "known_sets.hpp"
#include "narrows/datasets.hpp"
#include "narrows/error.hpp"
#include "narrows/image.hpp"
#include "narrows/split.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

Preprocessing wanted(const LabelledImages& images, const LoadOptions& options) {
  const Shape from = images.shape();
  const bool small = from.height == 28 && from.width == 28 && options.size >= 28;
  return {.shape = {options.channels == 0 ? from.channels : options.channels, options.size, options.size},
          .resize = small ? Resize::pad : options.resize,
          .order = "",
          .mean = {},
          .std = {}};
}

/** A line where not as many images were found as were published; none if that is not known. */
std::vector<std::string> size_notes(const KnownSet& set, const char* part, std::size_t found, std::size_t published) {
  if (published == 0 || found == published) return {};
  return {std::to_string(found) + " " + part + " images of " + set.title + " are here, " + std::to_string(published) +
          " were published"};
}

std::vector<std::string> size_notes(const KnownSet& set, std::size_t training, std::size_t test) {
  std::vector<std::string> notes = size_notes(set, "training", training, set.published.training_images);
  const auto more = size_notes(set, "test", test, set.published.test_images);
  notes.insert(notes.end(), more.begin(), more.end());
  return notes;
}

struct PreparedPart {
  LabelledImages images;
  std::size_t found = 0;  ///< Before `per_class` left some out.
  Resize resize = Resize::none;
};

/** Reads a part and brings it to its size; the labels are checked here, where the folder can be named. */
PreparedPart read_part(const KnownSet& set, PartReader read, const std::string& folder, const std::string& part,
                       std::size_t classes, const LoadOptions& options) {
  LabelledImages images = read(folder, part);
  if (images.size() == 0) throw Error(folder + ": no images in the " + part + " part of " + set.title);
  for (const std::int32_t label : images.labels()) {
    if (static_cast<std::size_t>(label) >= classes) {
      throw Error(folder + ": expected labels of " + std::to_string(classes) + " classes in the " + part + " part of " +
                  set.title + ", found label " + std::to_string(label));
    }
  }
  const std::size_t found = images.size();
  if (options.per_class > 0 && part == "train")
    images = images.select(some_of_each(images.labels(), static_cast<std::size_t>(options.per_class), options.seed));
  const Preprocessing preprocessing = wanted(images, options);
  return {prepare(images, preprocessing), found, preprocessing.resize};
}

Dataset load_set(const KnownSet& set, PartReader read, const std::string& folder, const LoadOptions& options,
                 const LoadCallback& progress) {
  const auto classes = set.class_file == nullptr ? set.classes : read_lines(folder + "/" + set.class_file);
  std::array<PreparedPart, 2> parts;
  const auto read_one = [&](std::size_t i) {
    parts[i] = read_part(set, read, folder, i == 0 ? "train" : "test", classes.size(), options);
  };
  for_each_index(2, options.threads, read_one, progress);
  return Dataset::with_split(set.name, classes, std::move(parts[0].images), std::move(parts[1].images),
                             options.validation_share, options.seed, parts[0].resize)
      .with_notes(size_notes(set, parts[0].found, parts[1].found));
}

Dataset load_set(const KnownSet& set, Lister list_images, const std::string& folder, const LoadOptions& options,
                 const LoadCallback& progress) {
  ImageList list = list_images(folder);
  const auto notes =
      size_notes(set, list.files[0].paths.size() + list.files[1].paths.size(), list.files[2].paths.size());
  list.notes.insert(list.notes.end(), notes.begin(), notes.end());
  return load_list(set.name, folder + ' ' + to_json(options).dump(), std::move(list), options, progress);
}

Dataset load_set(const KnownSet& set, WholeReader read, const std::string& folder, const LoadOptions& options,
                 const LoadCallback& progress) {
  constexpr std::size_t usual = 1000;  // all fifty million drawings would fit into no memory
  WholeSet whole;
  const auto read_all = [&](std::size_t) {
    whole = read(folder, options.per_class > 0 ? static_cast<std::size_t>(options.per_class) : usual);
  };
  for_each_index(1, 1, read_all, progress);
  const Preprocessing preprocessing = wanted(whole.images, options);
  const LabelledImages& all = whole.images;
  const auto tested = stratified_share(all.labels(), options.test_share, options.seed + 1, 2);
  return Dataset::with_split(
      set.name, std::move(whole.classes), prepare(all.select(all_but(tested, all.size())), preprocessing),
      prepare(all.select(tested), preprocessing), options.validation_share, options.seed, preprocessing.resize);
}

Dataset load_known(const KnownSet& set, const std::string& root, const LoadOptions& options,
                   const LoadCallback& progress) {
  const std::string folder = find_folder(set, root);
  if (folder.empty()) fail_missing(set, root);
  const nlohmann::ordered_json source = {{"name", set.name}, {"folder", folder}, {"options", to_json(options)}};
  return std::visit([&](auto read) { return load_set(set, read, folder, options, progress); }, set.read)
      .with_source(source.dump());
}

/** Throws std::invalid_argument that says what a data set may be called. */
[[noreturn]] void fail_unknown(const std::string& name) {
  std::error_code ignored;
  if (fs::exists(name, ignored)) {
    throw std::invalid_argument("data set must be a folder, got the file '" + name +
                                "' (an archive has to be unpacked first)");
  }
  if (name.find('/') != std::string::npos)
    throw std::invalid_argument("data set must be the path of a folder, got '" + name + "', where there is none");
  std::vector<std::string> names;
  for (const KnownSet& set : known_sets()) names.emplace_back(set.name);
  throw std::invalid_argument("data set must be the path of a folder (of images, or of IDX files) or one of " +
                              joined(names) + ", got '" + name + "'");
}

}  // namespace

std::vector<KnownDataset> known(const std::string& root) {
  std::vector<KnownDataset> result;
  for (const KnownSet& set : known_sets()) {
    const auto& [classes, training_images, test_images] = set.published;
    result.push_back({set.name, set.title, readable(set.files), where(set, root), find_folder(set, root), classes,
                      training_images, test_images});
  }
  return result;
}

Dataset load(const std::string& name_or_path, const std::string& root, const LoadOptions& options,
             const LoadCallback& progress) {
  options.validate();
  if (const KnownSet* set = known_set(name_or_path)) return load_known(*set, root, options, progress);
  const std::string folder = name_or_path == "idx" ? root : name_or_path;
  if (const KnownSet own = idx_set(folder); files_there(own, folder) > 0)
    return load_known(own, folder, options, progress);
  std::error_code error;
  if (fs::is_directory(name_or_path, error)) return from_folder(name_or_path, options, progress);
  fail_unknown(name_or_path);
}

}  // namespace narrows::datasets
