#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace narrows::datasets {

/** Which links of a folder are followed: those to what lies in it, or all. */
class Links {
 public:
  /** `root` is canonical. */
  Links(std::filesystem::path root, bool follow_all) : root_(std::move(root)), follow_all_(follow_all) {}

  /** Whether an entry may be used; one that may not is counted. A link to nothing may: reading it says what is wrong.
   */
  [[nodiscard]] bool allow(const std::filesystem::directory_entry& entry);
  /** Whether a path lies in the root when all links are followed. */
  [[nodiscard]] bool inside(const std::filesystem::path& path) const;
  [[nodiscard]] bool follow_all() const { return follow_all_; }
  /** A line about those that were not followed, or none. */
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  std::filesystem::path root_;
  bool follow_all_;
  std::set<std::string> refused_;
};

}  // namespace narrows::datasets
