#pragma once

#include <filesystem>

#include "image_list.hpp"

namespace narrows::datasets {

/**
 * The images of a folder with a folder per class, or with such folders in `train`, `test` and `validation`. Looks at
 * names, and at the first bytes where names say nothing. `folder` is canonical. Throws Error naming the folder.
 */
[[nodiscard]] ImageList list_folder(const std::filesystem::path& folder, const LoadOptions& options);

}  // namespace narrows::datasets
