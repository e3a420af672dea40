#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "links.hpp"

namespace narrows::datasets {

/** What systems and programs put beside a user's files. */
[[nodiscard]] bool is_junk(const std::string& name);
[[nodiscard]] std::string lower(std::string text);

/** Looks into the folders of a data set, as they are when first asked for; links that lead out of it are passed over,
 * see Links. */
class FolderEntries {
 public:
  FolderEntries(const std::filesystem::path& root, bool follow_links) : links_(root, follow_links) {}

  /** Folders in a folder that may hold images, sorted; junk too, which a caller may want to name. */
  [[nodiscard]] std::vector<std::filesystem::path> folders(const std::filesystem::path& folder);
  /** Images directly in a folder, sorted. One that cannot be read is found out when it is decoded. */
  [[nodiscard]] std::vector<std::filesystem::path> images(const std::filesystem::path& folder);
  /** Images in the folders inside a folder, sorted; each folder is entered once, however many links lead to it. */
  [[nodiscard]] std::vector<std::filesystem::path> nested_images(const std::filesystem::path& folder);
  [[nodiscard]] const Links& links() const { return links_; }

 private:
  struct Entry {
    std::filesystem::path path;
    bool is_folder;
  };
  /** Of a folder that is looked into once, however often it is asked for. */
  [[nodiscard]] const std::vector<Entry>& entries(const std::filesystem::path& folder);
  [[nodiscard]] std::vector<Entry> look_into(const std::filesystem::path& folder);
  void walk(const std::filesystem::path& folder, std::set<std::filesystem::path>& seen,
            std::vector<std::filesystem::path>& found);

  Links links_;
  std::unordered_map<std::string, std::vector<Entry>> known_;
};

}  // namespace narrows::datasets
