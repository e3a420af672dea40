#include "split_files.hpp"

#include <map>

#include "files.hpp"
#include "listed_sets.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

/** "class" of "class/image"; a path that leads elsewhere is none of a list. */
std::string class_of(const std::string& path, const std::string& list, std::size_t line) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0 || path.front() == '/' || path.find("..") != std::string::npos)
    throw Error(list + ": line " + std::to_string(line) + ": expected class/image, found '" + path + "'");
  return path.substr(0, slash);
}

}  // namespace

ImageList list_split_files(const SplitFiles& split) {
  ImageList list;
  std::map<std::string, std::int32_t> classes;
  for (const auto& [line, path] : read_numbered_lines(split.lists[0]))
    classes.emplace(class_of(path, split.lists[0], line), 0);
  for (auto& [name, label] : classes) {
    label = static_cast<std::int32_t>(list.classes.size());
    list.classes.push_back(name);
  }
  for (std::size_t part = 0; part < 3; ++part) {
    if (split.lists[part].empty()) continue;
    for (const auto& [line, path] : read_numbered_lines(split.lists[part])) {
      const auto found = classes.find(class_of(path, split.lists[part], line));
      if (found == classes.end())
        throw Error(split.lists[part] + ": line " + std::to_string(line) + ": no training image is of the class of '" +
                    path + "'");
      list.files[part].add(split.images + "/" + path + split.ending, found->second);
    }
  }
  list.has_validation = !split.lists[1].empty();
  list.has_test = !split.lists[2].empty();
  return list;
}

ImageList list_food101(const std::string& folder) {
  return list_split_files({folder + "/images", {folder + "/meta/train.txt", "", folder + "/meta/test.txt"}, ".jpg"});
}

ImageList list_dtd(const std::string& folder) {
  const std::string lists = folder + "/labels/";
  return list_split_files({folder + "/images", {lists + "train1.txt", lists + "val1.txt", lists + "test1.txt"}, ""});
}

ImageList list_indoor67(const std::string& folder) {
  return list_split_files({folder + "/Images", {folder + "/TrainImages.txt", "", folder + "/TestImages.txt"}, ""});
}

}  // namespace narrows::datasets
