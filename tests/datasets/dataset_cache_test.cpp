#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "mapped_bytes.hpp"
#include "narrows/datasets.hpp"
#include "narrows/file.hpp"
#include "samples.hpp"

namespace narrows {
namespace {

using datasets::Cache, datasets::LoadOptions;
using samples::TemporaryFolder;

Image shade(int value) { return {{1, 32, 32}, samples::Bytes(32 * 32, static_cast<std::uint8_t>(value))}; }

/** A folder of images, and one for what is kept of them. */
struct Place {
  TemporaryFolder folder;

  explicit Place(int images = 8) {
    ::setenv("XDG_CACHE_HOME", folder.path("cache").c_str(), 1);
    for (int i = 0; i < images; ++i) {
      write("cat/" + std::to_string(i) + ".png", i);
      write("dog/" + std::to_string(i) + ".png", 100 + i);
    }
    settle();
  }
  ~Place() { ::unsetenv("XDG_CACHE_HOME"); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  void write(const std::string& name, int value) const { folder.write("photos/" + name, samples::png(shade(value))); }
  /** What was written just now is not kept: it may change once more within the clock's tick. */
  static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(120)); }

  [[nodiscard]] Dataset load(LoadOptions options = {.cache = Cache::always}, bool* decoded = nullptr) const {
    if (decoded != nullptr) *decoded = false;
    const auto watch = [&](std::size_t, std::size_t total) {
      if (decoded != nullptr && total == 16) *decoded = true;  // as many as there are images, not blocks of a file
      return true;
    };
    return datasets::from_folder(folder.path("photos"), options, watch);
  }
  [[nodiscard]] std::string kept() const {
    const auto files = datasets::cached();
    REQUIRE(files.size() == 1);
    return files[0].path;
  }
};

void damage(const std::string& path, std::size_t at) {
  std::string bytes = read_file(path);
  bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
  write_file(path, bytes);
}

bool mentions(const Dataset& data, const std::string& text) {
  for (const std::string& line : data.remarks())
    if (line.find(text) != std::string::npos) return true;
  return false;
}

bool equal(const Dataset& a, const Dataset& b) {
  return a.digest() == b.digest() && a.remarks() == b.remarks() && a.source() == b.source() && a.name() == b.name() &&
         a.preprocessing() == b.preprocessing() && std::ranges::equal(a.train().pixels(), b.train().pixels()) &&
         std::ranges::equal(a.test().labels(), b.test().labels());
}

}  // namespace

TEST_CASE("decoded images are read from the file they are kept in, and are the same") {
  const Place place;
  const Dataset fresh = place.load({.cache = Cache::never});
  CHECK(datasets::cached().empty());
  bool decoded = false;
  CHECK(equal(place.load({.cache = Cache::always}, &decoded), fresh));
  CHECK(decoded);
  CHECK(equal(place.load({.cache = Cache::always}, &decoded), fresh));
  CHECK_FALSE(decoded);
  const auto kept = datasets::cached();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].name == "photos");
  CHECK(kept[0].problem.empty());
}

TEST_CASE("few images are not kept unless that is asked for") {
  const Place place;
  (void)place.load({});
  CHECK(datasets::cached().empty());
}

TEST_CASE("other files, labels or options are decoded anew, into the same file where the place is the same") {
  const Place place;
  const std::string first = place.load().digest();
  const auto time = std::filesystem::last_write_time(place.folder.path("photos/cat/3.png"));
  place.write("cat/3.png", 77);  // of the same size, perhaps
  std::filesystem::last_write_time(place.folder.path("photos/cat/3.png"), time);
  Place::settle();
  const Dataset second = place.load();
  CHECK(second.digest() != first);
  CHECK(second.digest() == place.load({.cache = Cache::never}).digest());
  CHECK(datasets::cached().size() == 1);
  std::filesystem::rename(place.folder.path("photos/cat/3.png"), place.folder.path("photos/dog/33.png"));
  CHECK(place.load().digest() == place.load({.cache = Cache::never}).digest());
  const LoadOptions small = {.size = 16, .cache = Cache::always};
  CHECK(place.load(small).input_shape().height == 16);
  CHECK(place.load(small).input_shape().height == 16);
  CHECK(datasets::cached().size() >= 1);
}

TEST_CASE("a damaged file is never read from: the images are decoded again, and a line says so") {
  const Place place;
  const Dataset whole = place.load();
  const std::string path = place.kept();
  const auto size = std::filesystem::file_size(path);
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{17}, std::size_t{40}, std::size_t{5000},
                               static_cast<std::size_t>(size) - 1}) {
    CAPTURE(at);
    damage(path, at);
    CHECK(datasets::cached().at(0).problem != "");
    const Dataset again = place.load();
    CHECK(again.digest() == whole.digest());
    CHECK(std::ranges::equal(again.train().pixels(), whole.train().pixels()));
    CHECK(mentions(again, path + " was damaged"));
    CHECK(equal(place.load(), whole));
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{20}, std::size_t{200}, std::size_t{6000}}) {
    CAPTURE(length);
    std::filesystem::resize_file(path, length);
    CHECK(place.load().digest() == whole.digest());
    CHECK(equal(place.load(), whole));
  }
}

TEST_CASE("images that need more memory than is allowed lie in a file, and are the same") {
  const Place place;
  const Dataset fresh = place.load({.cache = Cache::never});
  const Dataset mapped = place.load({.cache = Cache::never, .memory = 1000});
  CHECK(equal(mapped, fresh));
  CHECK(std::filesystem::is_empty(place.folder.path("cache/narrows")));  // it has no name
  CHECK(equal(place.load({.cache = Cache::always, .memory = 1000}), fresh));
  CHECK(equal(place.load({.cache = Cache::always, .memory = 1000}), fresh));
}

TEST_CASE("what cannot be kept is said, and changes nothing") {
  const Place place;
  const Dataset fresh = place.load({.cache = Cache::never});
  std::filesystem::create_directories(place.folder.path("cache/narrows"));
  (void)place.load();
  const std::string path = place.kept();
  std::filesystem::remove(path);
  std::filesystem::create_directories(path + "/in the way");
  const Dataset data = place.load();
  CHECK(data.digest() == fresh.digest());
  CHECK(mentions(data, "the decoded images are not kept for the next time: "));
}

TEST_CASE("a cleared cache is empty, and what was read from it stays readable") {
  const Place place;
  (void)place.load();
  const Dataset mapped = place.load();
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(place.kept()));
  CHECK(datasets::clear_cache() == bytes);
  CHECK(datasets::cached().empty());
  CHECK(equal(mapped, place.load({.cache = Cache::never})));
}

TEST_CASE("several processes at once read the right images and leave one whole file") {
  const Place place;
  const std::string digest = place.load({.cache = Cache::never}).digest();
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool right = true;
      for (int j = 0; j < 5; ++j) {
        right = right && place.load().digest() == digest;
        if (j == i % 5) (void)datasets::clear_cache();
      }
      ::_exit(right ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  (void)place.load();
  CHECK(datasets::cached().size() == 1);
  CHECK(datasets::cached().at(0).problem.empty());
}

}  // namespace narrows
