#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace narrows::datasets {

/** The files of one part, sorted by class and name, and their labels. */
struct Files {
  std::vector<std::string> paths;
  std::vector<std::int32_t> labels;
};

/** Which files of a folder are images of which class, and what of the folder is left out. */
struct FolderLayout {
  std::vector<std::string> classes;
  std::array<Files, 3>
      files;  ///< Training, validation, test; the last two are empty where the folder has no such part.
  bool has_validation = false;
  bool has_test = false;
  std::vector<std::string> notes;  ///< A line for each thing that is left out.
};

/** Looks at names, and at the first bytes where names say nothing; throws Error naming the folder. */
[[nodiscard]] FolderLayout folder_layout(const std::filesystem::path& folder);

}  // namespace narrows::datasets
