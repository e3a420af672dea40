#pragma once

#include <optional>
#include <string>

#include "image_list.hpp"

namespace narrows::datasets {

/** Where the decoded images of one list are kept from one start to the next, if they are kept. */
class DatasetCache {
 public:
  /**
   * `place` tells data sets apart: what is kept of one place replaces what was kept of it before. The list is split().
   * Throws Error for an image file that is not there.
   */
  DatasetCache(const std::string& name, const std::string& place, const ImageList& list, const LoadOptions& options);

  /** What is kept of these very images: none if nothing is, or if it is damaged, which `problem` says then. */
  [[nodiscard]] std::optional<Dataset> read(std::string& problem, const LoadCallback& progress) const;
  /**
   * Keeps the data, unless files have changed since this was made: then what was decoded may be of before or after. A
   * line if that cannot be done.
   */
  [[nodiscard]] std::string keep(const Dataset& data, const ImageList& list) const;

 private:
  LoadOptions options_;
  std::string path_;  ///< Of the file; empty: not to be kept.
  std::string key_;   ///< Of names, sizes and times of all files, and what was asked for.
};

}  // namespace narrows::datasets
