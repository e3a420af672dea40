#include "folder_entries.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "formats.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

template <std::size_t count>
bool is_one_of(const std::string& text, const std::array<const char*, count>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

bool named_like_an_image(const fs::path& path) {
  constexpr std::array known = {".jpg", ".jpeg", ".png", ".pgm",  ".ppm",  ".pbm",  ".pnm", ".gif", ".webp",
                                ".tif", ".tiff", ".bmp", ".heic", ".heif", ".avif", ".jp2", ".j2k", ".jpx",
                                ".jpf", ".jxl",  ".tga", ".ico",  ".psd",  ".svg",  ".dng", ".qoi"};
  return is_one_of(lower(path.extension().string()), known);
}

bool holds_an_image(const fs::path& path) {
  std::array<char, 16> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return formats::format_of({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}) !=
         formats::Format::unknown;
}

}  // namespace

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_junk(const std::string& name) {
  constexpr std::array known = {"@eadir", "__macosx",     "lost+found",  "#recycle",
                                "@tmp",   "$recycle.bin", "__pycache__", "system volume information"};
  return is_one_of(lower(name), known);
}

const std::vector<FolderEntries::Entry>& FolderEntries::entries(const fs::path& folder) {
  const auto known = known_.find(folder.native());
  return known != known_.end() ? known->second : known_.emplace(folder.native(), look_into(folder)).first->second;
}

std::vector<FolderEntries::Entry> FolderEntries::look_into(const fs::path& folder) {
  std::error_code error;
  std::vector<Entry> found;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().native().starts_with(".") || !links_.allow(*it)) continue;
    std::error_code ignored;  // a link to itself is no folder
    found.push_back({it->path(), it->is_directory(ignored)});
  }
  if (error) throw Error(folder.string() + ": cannot be read: " + error.message());
  std::ranges::sort(found, {}, [](const Entry& entry) -> const std::string& { return entry.path.native(); });
  return found;
}

std::vector<fs::path> FolderEntries::folders(const fs::path& folder) {
  std::vector<fs::path> result;
  for (const Entry& entry : entries(folder)) {
    if (entry.is_folder) result.push_back(entry.path);
  }
  return result;
}

std::vector<fs::path> FolderEntries::images(const fs::path& folder) {
  std::vector<fs::path> result;
  for (const auto& [path, is_folder] : entries(folder)) {
    if (!is_folder && (named_like_an_image(path) || holds_an_image(path))) result.push_back(path);
  }
  return result;
}

std::vector<fs::path> FolderEntries::nested_images(const fs::path& folder) {
  std::vector<fs::path> found;
  std::set<fs::path> seen{fs::canonical(folder)};
  for (const fs::path& inner : folders(folder)) walk(inner, seen, found);
  std::sort(found.begin(), found.end());
  return found;
}

void FolderEntries::walk(const fs::path& folder, std::set<fs::path>& seen, std::vector<fs::path>& found) {
  std::error_code error;
  if (is_junk(folder.filename().string()) || !seen.insert(fs::canonical(folder, error)).second || error) return;
  const std::vector<fs::path> here = images(folder);
  found.insert(found.end(), here.begin(), here.end());
  for (const fs::path& inner : folders(folder)) walk(inner, seen, found);
}

}  // namespace narrows::datasets
