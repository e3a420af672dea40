#include <algorithm>
#include <cctype>
#include <filesystem>

#include "folder_layout.hpp"
#include "listed_sets.hpp"

namespace narrows::datasets {
namespace {

/** Takes the last class out. */
void leave_out(ImageList& list, std::int32_t last) {
  Files kept;
  for (std::size_t i = 0; i < list.files[0].paths.size(); ++i) {
    if (list.files[0].labels[i] != last) kept.add(list.files[0].paths[i], list.files[0].labels[i]);
  }
  list.files[0] = std::move(kept);
  list.notes.push_back("left out: " + list.classes.back() + " (pictures of anything, no class of the 256)");
  list.classes.pop_back();
}

}  // namespace

ImageList list_caltech256(const std::string& folder) {
  ImageList list = list_folder(std::filesystem::canonical(folder), {});
  if (list.classes.back() == "257.clutter") leave_out(list, static_cast<std::int32_t>(list.classes.size()) - 1);
  for (std::string& name : list.classes) {  // "001.ak47"
    if (name.size() > 4 && name[3] == '.' && std::isdigit(static_cast<unsigned char>(name[0])) != 0)
      name = name.substr(4);
  }
  return list;
}

}  // namespace narrows::datasets
