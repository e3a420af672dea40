#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace narrows {

/** Reads a file from its start, unpacking gzip on the way. All errors name the file. */
class InputFile {
 public:
  explicit InputFile(std::string path);

  /** Throws Error if fewer bytes are left. Memory grows with what was really there, not with `count`. */
  [[nodiscard]] std::vector<std::uint8_t> read(std::size_t count);
  /** Throws Error if bytes are left. */
  void expect_end();
  [[noreturn]] void fail(const std::string& what) const;

 private:
  std::size_t read_some(std::uint8_t* to, std::size_t count);

  std::string path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

/** All bytes of a file as they are. Throws Error naming it. */
[[nodiscard]] std::vector<std::uint8_t> read_bytes(const std::string& path);

/** All lines of a text file that are not empty, without line ends. */
[[nodiscard]] std::vector<std::string> read_lines(const std::string& path);
/** The same with their numbers, counted from 1. */
[[nodiscard]] std::vector<std::pair<std::size_t, std::string>> read_numbered_lines(const std::string& path);

}  // namespace narrows
