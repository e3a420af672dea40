#include "links.hpp"

#include <algorithm>

namespace narrows::datasets {

namespace fs = std::filesystem;

bool Links::inside(const fs::path& path) const {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(path, error);
  if (error) return true;
  return std::mismatch(root_.begin(), root_.end(), target.begin(), target.end()).first == root_.end();
}

bool Links::allow(const fs::directory_entry& entry) {
  std::error_code ignored;
  if (follow_all_ || !entry.is_symlink(ignored) || inside(entry.path())) return true;
  refused_.insert(entry.path().string());
  return false;
}

std::vector<std::string> Links::notes() const {
  if (refused_.empty()) return {};
  const std::string count = refused_.size() == 1 ? "1 link" : std::to_string(refused_.size()) + " links";
  return {"left out: " + count + " to outside of " + root_.string() + ", the first is " + *refused_.begin() +
          " (follow_links takes them)"};
}

}  // namespace narrows::datasets
