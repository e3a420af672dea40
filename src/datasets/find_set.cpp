#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "known_sets.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/** Folders that data sets are looked for in; the first is where messages say to put them. */
std::vector<fs::path> roots(const std::string& root) {
  if (!root.empty()) return {root};
  std::vector<fs::path> result;
  if (const auto data = environment("NARROWS_DATA"); !data.empty()) result.emplace_back(data);
  if (const auto home = environment("HOME"); !home.empty())
    result.push_back(fs::path(home) / ".local/share/narrows/datasets");
  result.emplace_back("/usr/share/datasets");
  return result;
}

/** Folders that may hold a data set. Only a root that was given may hold the files itself. */
std::vector<fs::path> candidates(const KnownSet& set, const std::string& root) {
  std::vector<fs::path> result;
  for (const fs::path& base : roots(root)) {
    if (!root.empty()) result.push_back(base);
    result.push_back(base / set.name);
    for (const auto& folder : set.folders) result.push_back(base / folder), result.push_back(base / set.name / folder);
  }
  return result;
}

bool any_ends_with(const std::string& folder, const std::string& ending) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().string().ends_with(ending)) return true;
  }
  return false;
}

/** Whether a folder holds what a set is told by, see KnownSet::files. */
bool is_there(const std::string& folder, const std::string& file) {
  if (const std::size_t bar = file.find('|'); bar != std::string::npos)
    return is_there(folder, file.substr(0, bar)) || is_there(folder, file.substr(bar + 1));
  if (file.starts_with("*")) return any_ends_with(folder, file.substr(1));
  std::error_code ignored;
  return file.ends_with("/") ? fs::is_directory(fs::path(folder) / file, ignored) : !find_file(folder, file).empty();
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string find_file(const std::string& folder, const std::string& file) {
  for (const char* ending : {"", ".gz"}) {
    const fs::path path = fs::path(folder) / (file + ending);
    if (std::error_code error; fs::is_regular_file(path, error)) return path.string();
  }
  return {};
}

std::size_t files_there(const KnownSet& set, const std::string& folder) {
  return static_cast<std::size_t>(std::count_if(set.files.begin(), set.files.end(),
                                                [&](const std::string& file) { return is_there(folder, file); }));
}

std::string find_folder(const KnownSet& set, const std::string& root) {
  for (const fs::path& folder : candidates(set, root)) {
    if (files_there(set, folder.string()) == set.files.size()) return fs::canonical(folder).string();
  }
  return {};
}

std::string where(const KnownSet& set, const std::string& root) {
  return set.what + " in " + (roots(root).front() / set.name).string();
}

std::vector<std::string> readable(std::vector<std::string> files) {
  for (std::string& file : files) {
    for (std::size_t bar; (bar = file.find('|')) != std::string::npos;) file.replace(bar, 1, " or ");
  }
  return files;
}

void fail_missing(const KnownSet& set, const std::string& root) {
  for (const fs::path& folder : candidates(set, root)) {
    if (files_there(set, folder.string()) == 0) continue;
    std::vector<std::string> missing = set.files;
    std::erase_if(missing, [&](const std::string& file) { return is_there(folder.string(), file); });
    throw Error(folder.string() + ": missing " + joined(readable(missing)) + " of " + set.title);
  }
  std::string looked;
  for (const fs::path& base : roots(root)) looked += (looked.empty() ? "" : ", ") + base.string();
  throw Error(std::string(set.title) + " is not here: " + where(set, root) + " (looked in " + looked + ")");
}

}  // namespace narrows::datasets
