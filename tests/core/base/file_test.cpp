#include "narrows/file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string_view>
#include <vector>

#include "narrows/error.hpp"

using namespace narrows;

namespace {

/** An empty folder of its own, removed at the end. */
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "narrows-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] long entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  std::filesystem::path path_;
};

/** No file may grow beyond some bytes while it lives: what a full disk looks like to a program. */
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a written file reads back, and replaces the one before") {
  const Folder folder;
  write_file(folder.file("a"), "first, longer");
  const std::string bytes("a\0b", 3);
  write_file(folder.file("a"), bytes);
  CHECK(read_file(folder.file("a")) == bytes);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a full disk is an Error that names the file, leaves the old file and nothing else") {
  const Folder folder;
  write_file(folder.file("a"), "old");
  {
    const SmallDisk disk(1000);
    CHECK_THROWS_WITH_AS(write_file(folder.file("a"), std::string(5000, 'x')), doctest::Contains("a: cannot write"),
                         Error);
  }
  CHECK(read_file(folder.file("a")) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a folder that is not there, a folder in place of the file, and a file too long are Errors") {
  const Folder folder;
  CHECK_THROWS_AS(write_file(folder.file("no/a"), "x"), Error);
  std::filesystem::create_directory(folder.file("b"));
  CHECK_THROWS_AS(write_file(folder.file("b"), "x"), Error);
  CHECK_THROWS_AS(static_cast<void>(read_file(folder.file("b"))), Error);
  CHECK_THROWS_AS(static_cast<void>(read_file(folder.file("c"))), Error);
  CHECK(folder.entries() == 1);
  write_file(folder.file("d"), "12345");
  CHECK_THROWS_AS(static_cast<void>(read_file(folder.file("d"), 4)), Error);
}

TEST_CASE("a pipe is refused instead of waited for") {
  const Folder folder;
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH_AS(static_cast<void>(read_file(folder.file("pipe"))), doctest::Contains("not a regular file"),
                       Error);
}

TEST_CASE("a file in pieces holds them one behind the other") {
  const Folder folder;
  const std::vector<std::string_view> pieces = {"one, ", "", "two"};
  write_file(folder.file("a"), pieces);
  CHECK(read_file(folder.file("a")) == "one, two");
  CHECK(folder.entries() == 1);
}
