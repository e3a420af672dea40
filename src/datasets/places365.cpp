#include <charconv>
#include <filesystem>

#include "files.hpp"
#include "listed_sets.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

struct Named {
  std::string path;
  std::int32_t label;
};

/** The lines "path label" of a list, with labels below `classes`. */
std::vector<Named> read_list(const std::string& list, std::size_t classes) {
  std::vector<Named> result;
  for (const auto& [line, text] : read_numbered_lines(list)) {
    const std::size_t space = text.rfind(' ');
    std::int32_t label = -1;
    if (space != std::string::npos) std::from_chars(text.data() + space + 1, text.data() + text.size(), label);
    if (label < 0 || static_cast<std::size_t>(label) >= classes || text.find("..") != std::string::npos)
      throw Error(list + ": line " + std::to_string(line) + ": expected an image and a label below " +
                  std::to_string(classes) + ", found '" + text + "'");
    result.push_back({text.substr(0, space), label});
  }
  return result;
}

/** "airfield" of "/a/airfield". */
std::string class_name(const std::string& category) {
  return category.size() > 3 && category[0] == '/' && category[2] == '/' ? category.substr(3) : category;
}

std::string images_of(const std::string& folder, const std::string& part) {
  for (const char* size : {"_256", "_large"}) {
    if (std::filesystem::is_directory(folder + "/" + part + size)) return folder + "/" + part + size;
  }
  throw Error(folder + ": expected a folder " + part + "_256 or " + part + "_large");
}

}  // namespace

ImageList list_places365(const std::string& folder) {
  ImageList list;
  for (const Named& category : read_list(folder + "/categories_places365.txt", 365)) {
    if (static_cast<std::size_t>(category.label) != list.classes.size())
      throw Error(folder + "/categories_places365.txt: expected the numbers 0, 1, 2 ... in order");
    list.classes.push_back(class_name(category.path));
  }
  const std::string train = images_of(folder, "data"), test = images_of(folder, "val") + "/";
  for (auto& [path, label] : read_list(folder + "/places365_train_standard.txt", list.classes.size()))
    list.files[0].add(train + path, label);
  for (auto& [path, label] : read_list(folder + "/places365_val.txt", list.classes.size()))
    list.files[2].add(test + path, label);
  list.has_test = true;
  return list;
}

}  // namespace narrows::datasets
