#pragma once

#include <array>
#include <string>

#include "image_list.hpp"

namespace narrows::datasets {

/** Where a data set keeps its images, and the lists of those of each part. */
struct SplitFiles {
  std::string images;                ///< The folder that the lists' paths are in.
  std::array<std::string, 3> lists;  ///< Training, validation, test: "class/image" a line; an empty name: no such part.
  std::string ending;                ///< Of the files, where the lists leave it out.
};

/** The images of such lists; the classes are those of the training list, sorted. Throws Error naming list and line. */
[[nodiscard]] ImageList list_split_files(const SplitFiles& split);

}  // namespace narrows::datasets
