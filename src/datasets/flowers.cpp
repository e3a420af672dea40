#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "folder_layout.hpp"
#include "listed_sets.hpp"
#include "mat5.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

using Numbers = std::vector<std::uint16_t>;

constexpr std::int32_t kinds = 102;

Numbers array_of(const std::string& path, const std::string& name) {
  auto arrays = read_mat5<std::uint16_t>(path);
  const auto found = arrays.find(name);
  if (found == arrays.end()) throw Error(path + ": expected the array " + name);
  return std::move(found->second.values);
}

/** jpg/image_00001.jpg is the first. */
std::string image_path(const std::string& folder, int number) {
  char name[32];
  std::snprintf(name, sizeof name, "/jpg/image_%05d.jpg", number);
  return folder + name;
}

}  // namespace

ImageList list_flowers(const std::string& folder) { return list_folder(std::filesystem::canonical(folder), {}); }

ImageList list_flowers102(const std::string& folder) {
  ImageList list;
  for (std::int32_t kind = 1; kind <= kinds; ++kind) list.classes.push_back(std::to_string(kind));
  const std::string labels_path = folder + "/imagelabels.mat", parts_path = folder + "/setid.mat";
  const Numbers labels = array_of(labels_path, "labels");
  constexpr std::array parts = {"trnid", "valid", "tstid"};
  std::set<int> seen;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (const int number : array_of(parts_path, parts[part])) {
      const std::string at = parts_path + ": " + parts[part] + ": image " + std::to_string(number);
      if (number < 1 || static_cast<std::size_t>(number) > labels.size())
        throw Error(at + ": expected 1 to " + std::to_string(labels.size()) + ", as many as " + labels_path +
                    " has labels");
      if (!seen.insert(number).second) throw Error(at + " is named twice");
      const std::int32_t label = labels[static_cast<std::size_t>(number) - 1];
      if (label < 1 || label > kinds)
        throw Error(labels_path + ": expected labels from 1 to 102, found " + std::to_string(label));
      list.files[part].add(image_path(folder, number), label - 1);
    }
  }
  list.has_validation = list.has_test = true;
  return list;
}

}  // namespace narrows::datasets
