#include "folder_layout.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>

#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

template <std::size_t count>
bool is_one_of(const std::string& text, const std::array<const char*, count>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

/** What systems and programs put beside a user's files. */
bool is_junk(const std::string& name) {
  constexpr std::array known = {"@eadir", "__macosx",     "lost+found",  "#recycle",
                                "@tmp",   "$recycle.bin", "__pycache__", "system volume information"};
  return is_one_of(lower(name), known);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;  // a link to itself is none
  return fs::is_directory(path, ignored);
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!it->path().filename().string().starts_with(".")) entries.push_back(it->path());
  }
  if (error) throw Error(folder.string() + ": cannot be read: " + error.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool named_like_an_image(const fs::path& path) {
  constexpr std::array known = {".jpg", ".jpeg", ".png", ".pgm",  ".ppm",  ".pbm",  ".pnm", ".gif", ".webp",
                                ".tif", ".tiff", ".bmp", ".heic", ".heif", ".avif", ".jp2", ".j2k", ".jpx",
                                ".jpf", ".jxl",  ".tga", ".ico",  ".psd",  ".svg",  ".dng", ".qoi"};
  return is_one_of(lower(path.extension().string()), known);
}

bool holds_an_image(const fs::path& path) {
  std::array<char, 16> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return formats::format_of({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}) !=
         formats::Format::unknown;
}

bool is_image(const fs::path& path) { return named_like_an_image(path) || holds_an_image(path); }

/** Images of a folder. One that cannot be read is found out when it is decoded. */
std::vector<fs::path> images_in(const fs::path& folder) {
  auto entries = sorted_entries(folder);
  std::erase_if(entries, [](const fs::path& entry) { return is_folder(entry) || !is_image(entry); });
  return entries;
}

/** How many files named like images lie in the folders inside a folder. */
std::size_t nested_images(const fs::path& folder) {
  std::size_t count = 0;
  std::error_code error;
  constexpr auto quietly = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator it(folder, quietly, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_junk(name) || name.starts_with(".")) {
      it.disable_recursion_pending();
    } else if (it.depth() > 0 && named_like_an_image(it->path()) && !is_folder(it->path())) {
      ++count;
    }
  }
  return count;
}

/** A folder with images directly in it, or, if it is a mistake, inside its folders. */
struct ClassFolder {
  fs::path path;
  std::vector<fs::path> images;

  [[nodiscard]] std::string name() const { return path.filename().string(); }
};

/** A part's class folders; what else lies there is noted. */
class Looker {
 public:
  explicit Looker(FolderLayout& layout) : layout_(layout) {}

  std::vector<ClassFolder> class_folders(const fs::path& folder) {
    std::vector<ClassFolder> found;
    for (const fs::path& entry : sorted_entries(folder)) {
      if (!is_folder(entry)) continue;
      if (is_junk(entry.filename().string())) {
        leave_out(entry, "no folder of a class");
      } else if (auto images = images_of_class(entry); !images.empty()) {
        found.push_back({entry, std::move(images)});
      }
    }
    return found;
  }

  void leave_out(const fs::path& path, const std::string& reason) {
    layout_.notes.push_back("left out: " + path.string() + " (" + reason + ")");
  }

 private:
  std::vector<fs::path> images_of_class(const fs::path& folder) {
    std::vector<fs::path> images = images_in(folder);
    const std::size_t nested = nested_images(folder);
    if (images.empty() && nested == 0) leave_out(folder, "no images in it");
    if (images.empty() && nested > 0) {
      throw Error(folder.string() + ": no images in this folder of a class (its folders are not searched: " +
                  std::to_string(nested) + " there)");
    }
    if (!images.empty() && nested > 0) {
      leave_out(folder, std::to_string(nested) + (nested == 1 ? " image" : " images") + " in folders inside it");
    }
    return images;
  }

  FolderLayout& layout_;
};

Files files_of(const std::vector<ClassFolder>& folders, const std::vector<std::string>& classes) {
  Files files;
  for (const ClassFolder& folder : folders) {
    const auto found = std::find(classes.begin(), classes.end(), folder.name());
    if (found == classes.end()) throw Error(folder.path.string() + ": a class without training images");
    for (const fs::path& path : folder.images) {
      files.paths.push_back(path.string());
      files.labels.push_back(static_cast<std::int32_t>(found - classes.begin()));
    }
  }
  return files;
}

std::vector<std::string> names_of(const fs::path& folder, const std::vector<ClassFolder>& folders) {
  std::vector<std::string> classes;
  for (const ClassFolder& each : folders) classes.push_back(each.name());
  if (classes.size() < 2) {
    throw Error(folder.string() +
                ": no images of two or more classes; expected train/<class>/ and test/<class>/, or <class>/, " +
                "with images in them, found " +
                (classes.empty() ? "no folders with images" : "only the folder '" + classes[0] + "'"));
  }
  return classes;
}

/** Folders by the part that their name stands for. */
struct PartFolders {
  std::array<fs::path, 3> parts;  ///< Training, validation, test; empty where there is none.
  std::vector<fs::path> others;
};

std::optional<std::size_t> part_named(const fs::path& folder) {
  const std::string name = lower(folder.filename().string());
  if (is_one_of(name, std::array{"train", "training"})) return 0;
  if (is_one_of(name, std::array{"validation", "val", "valid"})) return 1;
  if (is_one_of(name, std::array{"test", "testing"})) return 2;
  return std::nullopt;
}

/** "train" may be what an image shows: then it holds images, as the folders beside it do, and no folders of images. */
bool is_class_of_its_own(const fs::path& folder) { return !images_in(folder).empty() && nested_images(folder) == 0; }

PartFolders part_folders(const fs::path& folder) {
  PartFolders found;
  std::vector<fs::path> named;
  for (const fs::path& entry : sorted_entries(folder)) {
    if (!is_folder(entry) || is_junk(entry.filename().string())) continue;
    (part_named(entry) ? named : found.others).push_back(entry);
  }
  const auto holds_images = [](const fs::path& entry) { return !images_in(entry).empty(); };
  const bool classes_beside = std::any_of(found.others.begin(), found.others.end(), holds_images);
  for (const fs::path& entry : named) {
    fs::path& part = found.parts.at(part_named(entry).value());
    if (classes_beside && is_class_of_its_own(entry)) continue;
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

FolderLayout folder_layout(const fs::path& folder) {
  FolderLayout layout;
  Looker looker(layout);
  const auto [parts, others] = part_folders(folder);
  const auto& [train, validation, test] = parts;
  if (train.empty() && !test.empty()) throw Error(folder.string() + ": a folder 'test' and no folder 'train'");
  const fs::path& classes_folder = train.empty() ? folder : train;
  const std::vector<ClassFolder> classes = looker.class_folders(classes_folder);
  layout.classes = names_of(classes_folder, classes);
  layout.files[0] = files_of(classes, layout.classes);
  if (train.empty()) return layout;
  for (const fs::path& other : others) looker.leave_out(other, "beside the folders of training and test images");
  layout.has_validation = !validation.empty();
  layout.has_test = !test.empty();
  if (layout.has_validation) layout.files[1] = given_part(looker, validation, layout.classes);
  if (layout.has_test) layout.files[2] = given_part(looker, test, layout.classes);
  return layout;
}

}  // namespace narrows::datasets
