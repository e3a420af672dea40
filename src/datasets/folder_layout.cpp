#include "folder_layout.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "folder_entries.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

/** A folder whose images are those of one class. */
struct ClassFolder {
  fs::path path;
  std::vector<fs::path> images;

  [[nodiscard]] std::string name() const { return path.filename().string(); }
};

std::string counted(std::size_t images) { return std::to_string(images) + (images == 1 ? " image" : " images"); }

/** A part's class folders; what else lies there is noted. */
class Looker {
 public:
  Looker(const fs::path& root, const LoadOptions& options, ImageList& list)
      : entries_(root, options.follow_links), recursive_(options.recursive), list_(list) {}

  FolderEntries& entries() { return entries_; }

  std::vector<ClassFolder> class_folders(const fs::path& folder) {
    std::vector<ClassFolder> found;
    for (const fs::path& entry : entries_.folders(folder)) {
      if (is_junk(entry.filename().string())) {
        leave_out(entry, "no folder of a class");
      } else if (auto images = images_of_class(entry); !images.empty()) {
        found.push_back({entry, std::move(images)});
      }
    }
    return found;
  }

  void leave_out(const fs::path& path, const std::string& reason) {
    list_.notes.push_back("left out: " + path.string() + " (" + reason + ")");
  }

 private:
  std::vector<fs::path> images_of_class(const fs::path& folder) {
    std::vector<fs::path> images = entries_.images(folder);
    const std::vector<fs::path> nested = entries_.nested_images(folder);
    if (recursive_) {
      images.insert(images.end(), nested.begin(), nested.end());
    } else if (images.empty() && !nested.empty()) {
      throw Error(folder.string() + ": no images in this folder of a class (its folders are not searched: " +
                  std::to_string(nested.size()) + " there; recursive takes them)");
    } else if (!nested.empty()) {
      leave_out(folder, counted(nested.size()) + " in folders inside it; recursive takes them");
    }
    if (images.empty()) leave_out(folder, "no images in it");
    return images;
  }

  FolderEntries entries_;
  bool recursive_;
  ImageList& list_;
};

Files files_of(const std::vector<ClassFolder>& folders, const std::vector<std::string>& classes) {
  Files files;
  for (const ClassFolder& folder : folders) {
    const auto found = std::find(classes.begin(), classes.end(), folder.name());
    if (found == classes.end()) throw Error(folder.path.string() + ": a class without training images");
    for (const fs::path& path : folder.images)
      files.add(path.string(), static_cast<std::int32_t>(found - classes.begin()));
  }
  return files;
}

std::vector<std::string> names_of(const fs::path& folder, const std::vector<ClassFolder>& folders, const Links& links) {
  std::vector<std::string> classes;
  for (const ClassFolder& each : folders) classes.push_back(each.name());
  if (classes.size() < 2) {
    throw Error(folder.string() +
                ": no images of two or more classes; expected train/<class>/ and test/<class>/, or <class>/, " +
                "with images in them, found " +
                (classes.empty() ? "no folders with images" : "only the folder '" + classes[0] + "'") +
                (links.notes().empty() ? "" : "; " + links.notes().front()));
  }
  return classes;
}

/** Folders by the part that their name stands for. */
struct PartFolders {
  std::array<fs::path, 3> parts;  ///< Training, validation, test; empty where there is none.
  std::vector<fs::path> others;
};

/** "train" may be what an image shows: then it holds images, as the folders beside it do, and no folders of images. */
bool is_class_of_its_own(FolderEntries& entries, const fs::path& folder) {
  return !entries.images(folder).empty() && entries.nested_images(folder).empty();
}

PartFolders part_folders(FolderEntries& entries, const fs::path& folder) {
  PartFolders found;
  std::vector<std::pair<fs::path, std::size_t>> named;
  for (const fs::path& entry : entries.folders(folder)) {
    if (is_junk(entry.filename().string())) continue;
    if (const auto part = part_named(entry.filename().string())) {
      named.emplace_back(entry, *part);
    } else {
      found.others.push_back(entry);
    }
  }
  const auto holds_images = [&](const fs::path& entry) { return !entries.images(entry).empty(); };
  const bool classes_beside = std::any_of(found.others.begin(), found.others.end(), holds_images);
  for (const auto& [entry, number] : named) {
    fs::path& part = found.parts.at(number);
    if (classes_beside && is_class_of_its_own(entries, entry)) continue;
    if (!part.empty())
      throw Error(folder.string() + ": two folders of one part: " + part.filename().string() + " and " +
                  entry.filename().string());
    part = entry;
  }
  return found;
}

Files given_part(Looker& looker, const fs::path& folder, const std::vector<std::string>& classes) {
  Files files = files_of(looker.class_folders(folder), classes);
  if (files.paths.empty()) throw Error(folder.string() + ": no images; expected a folder per class with images in it");
  return files;
}

}  // namespace

ImageList list_folder(const fs::path& folder, const LoadOptions& options) {
  ImageList list;
  Looker looker(folder, options, list);
  const auto [parts, others] = part_folders(looker.entries(), folder);
  const auto& [train, validation, test] = parts;
  if (train.empty() && !test.empty()) throw Error(folder.string() + ": a folder 'test' and no folder 'train'");
  const fs::path& classes_folder = train.empty() ? folder : train;
  const std::vector<ClassFolder> classes = looker.class_folders(classes_folder);
  list.classes = names_of(classes_folder, classes, looker.entries().links());
  list.files[0] = files_of(classes, list.classes);
  for (const fs::path& other : train.empty() ? std::vector<fs::path>() : others)
    looker.leave_out(other, "beside the folders of training and test images");
  list.has_validation = !validation.empty();
  list.has_test = !test.empty();
  if (list.has_validation) list.files[1] = given_part(looker, validation, list.classes);
  if (list.has_test) list.files[2] = given_part(looker, test, list.classes);
  const auto unfollowed = looker.entries().links().notes();
  list.notes.insert(list.notes.end(), unfollowed.begin(), unfollowed.end());
  return list;
}

}  // namespace narrows::datasets
