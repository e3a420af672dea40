#include "dataset_cache.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "kept_images.hpp"
#include "narrows/detail/names.hpp"
#include "narrows/detail/sha256.hpp"
#include "narrows/error.hpp"
#include "options.hpp"
#include "parallel.hpp"

namespace narrows::datasets {
namespace {

namespace fs = std::filesystem;

constexpr detail::Names<Cache, 3> cache_names = {"cache", {"auto", "always", "never"}};
constexpr std::int64_t worth_keeping = std::int64_t{8} << 20;  // bytes of files, decoded in a quarter of a second
constexpr std::int64_t nanoseconds = 1'000'000'000;
constexpr const char* kept_ending = ".images";
constexpr int decoding = 2;  ///< Another number when the same file is decoded to other pixels.

std::int64_t time_of(const timespec& time) { return time.tv_sec * nanoseconds + time.tv_nsec; }

/** What is known of the files of a list without reading them. */
struct FilesState {
  std::string digest;
  std::int64_t bytes = 0;
  std::int64_t changed = 0;  ///< When the last one was, in nanoseconds since 1970.
};

/** Of files that are not there, no size: they are found out when they are decoded. */
std::vector<struct stat> looked_up(const std::vector<std::string>& paths, int threads) {
  std::vector<struct stat> found(paths.size());
  constexpr std::size_t some = 256;
  const auto look_up = [&](std::size_t piece) {
    for (std::size_t i = piece * some; i < std::min(paths.size(), (piece + 1) * some); ++i)
      (void)::stat(paths[i].c_str(), &found[i]);
  };
  for_each_index((paths.size() + some - 1) / some, threads, look_up, {});
  return found;
}

/** The time of the last change of a file's entry is there too: it cannot be set back as that of its content can. */
FilesState state_of(const ImageList& list, int threads) {
  FilesState state;
  detail::Sha256 hash;
  for (const Files& part : list.files) {
    hash.update("part\n");
    const std::vector<struct stat> found = looked_up(part.paths, threads);
    for (std::size_t i = 0; i < part.paths.size(); ++i) {
      const struct stat& info = found[i];
      hash.update(part.paths[i] + '\0' + std::to_string(part.labels[i]) + ' ' + std::to_string(info.st_size) + ' ' +
                  std::to_string(info.st_ino) + ' ' + std::to_string(time_of(info.st_mtim)) + ' ' +
                  std::to_string(time_of(info.st_ctim)) + '\n');
      state.bytes += info.st_size;
      state.changed = std::max(state.changed, time_of(info.st_ctim));
    }
  }
  state.digest = hash.finish();
  return state;
}

std::string key_of(const FilesState& state, const ImageList& list, const LoadOptions& options) {
  detail::Sha256 hash;
  hash.update(NARROWS_VERSION " " + std::to_string(decoding) + ' ' + to_json(options).dump() + ' ' + state.digest);
  for (const auto* lines : {&list.classes, &list.notes})
    for (const std::string& line : *lines) hash.update(std::to_string(line.size()) + ' ' + line + '\n');
  return hash.finish();
}

/** The name is for people, and need not be one that a file may have; the digest tells places apart. */
fs::path file_of(const std::string& name, const std::string& place) {
  std::string plain = name.substr(0, 40);
  std::ranges::replace_if(
      plain, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '-');
  detail::Sha256 hash;
  hash.update(name + '\0' + place);
  return plain + '-' + hash.finish().substr(0, 16) + kept_ending;
}

/** Makes the folder; empty if there can be none. */
std::string folder_made() {
  const std::string folder = cache_folder();
  std::error_code error;
  if (!folder.empty()) fs::create_directories(folder, error);
  return error ? "" : folder;
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<fs::path> files_kept() {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(cache_folder(), error), end; !error && it != end; it.increment(error))
    if (it->path().filename().string().find(kept_ending) != std::string::npos) files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

std::int64_t size_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

std::string_view name(Cache cache) { return cache_names.of(cache); }
Cache cache_named(std::string_view name) { return cache_names.value(name); }

DatasetCache::DatasetCache(const std::string& name, const std::string& place, const ImageList& list,
                           const LoadOptions& options)
    : options_(options) {
  if (options.cache == Cache::never) return;
  const FilesState state = state_of(list, options_.threads);
  if (options.cache == Cache::automatic && state.bytes < worth_keeping) return;
  const std::string folder = folder_made();
  if (folder.empty()) return;
  path_ = (folder / file_of(name, place)).string();
  key_ = key_of(state, list, options);
}

std::optional<Dataset> DatasetCache::read(std::string& problem, const LoadCallback& progress) const {
  if (path_.empty()) return std::nullopt;
  try {
    return read_kept_images(path_, key_, options_.threads, progress);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    problem = path_ + " was damaged (" + error.what() + "): the images were decoded again";
    return std::nullopt;
  }
}

/** A file that changes twice within a tick of its file system's clock has the time of the first change: what was
 * decoded just after a change is not kept. */
std::string DatasetCache::keep(const Dataset& data, const ImageList& list) const {
  constexpr std::int64_t tick = nanoseconds / 10;
  if (path_.empty()) return "";
  const FilesState state = state_of(list, options_.threads);
  const bool steady = key_of(state, list, options_) == key_ && now() - state.changed > tick;
  const std::string problem = steady ? write_kept_images(path_, key_, data) : "";
  return problem.empty() ? "" : "the decoded images are not kept for the next time: " + problem;
}

std::string cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "narrows";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home != '\0' ? fs::path(home) / ".cache/narrows" : fs::path();
}

std::vector<CachedDataset> cached() {
  std::vector<CachedDataset> found;
  for (const fs::path& file : files_kept()) {
    CachedDataset& one = found.emplace_back();
    one.path = file.string();
    one.bytes = size_of(file);
    try {
      one.name = check_kept_images(one.path);
    } catch (const Error& error) {
      one.problem = error.what();
    }
  }
  return found;
}

std::int64_t clear_cache() {
  std::int64_t bytes = 0;
  for (const fs::path& file : files_kept()) {
    const std::int64_t size = size_of(file);
    std::error_code error;
    if (fs::remove(file, error)) bytes += size;
  }
  return bytes;
}

}  // namespace narrows::datasets
