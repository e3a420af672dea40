#pragma once

#include <string>
#include <vector>

#include "image_list.hpp"

namespace narrows::datasets {

/** What a CSV file says of the images in a folder, see from_folder(). Throws Error naming file and line. */
[[nodiscard]] std::vector<LabelledFile> read_labels(const std::string& path, const std::string& folder);

/** Such files as a list, see from_files(). */
[[nodiscard]] ImageList list_files(const std::vector<LabelledFile>& files, const std::string& folder,
                                   const LoadOptions& options);

}  // namespace narrows::datasets
