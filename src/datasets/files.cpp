#include "files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "narrows/error.hpp"

namespace narrows {

InputFile::InputFile(std::string path) : path_(std::move(path)), file_(nullptr, gzclose) {
  if (std::error_code error; std::filesystem::is_directory(path_, error)) fail("expected a file, found a folder");
  file_.reset(gzopen(path_.c_str(), "rb"));
  if (!file_) fail(std::string("cannot be opened: ") + std::strerror(errno));
  gzbuffer(file_.get(), 1 << 18);
}

std::size_t InputFile::read_some(std::uint8_t* to, std::size_t count) {
  const int got = gzread(file_.get(), to, static_cast<unsigned>(std::min<std::size_t>(count, 1 << 30)));
  int code = Z_OK;
  const char* message = gzerror(file_.get(), &code);
  if (code == Z_BUF_ERROR) fail("truncated: the gzip stream has no end");
  if (got < 0 || code < 0) fail(std::string("damaged: ") + (code == Z_ERRNO ? std::strerror(errno) : message));
  return static_cast<std::size_t>(got);
}

std::vector<std::uint8_t> InputFile::read(std::size_t count) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path_, error);
  std::vector<std::uint8_t> bytes;
  std::size_t filled = 0;
  while (filled < count) {
    bytes.resize(
        std::min<std::size_t>(count, std::max(2 * filled, error ? 4096 : 4 * static_cast<std::size_t>(size) + 1)));
    const std::size_t got = read_some(bytes.data() + filled, bytes.size() - filled);
    filled += got;
    if (got == 0) fail("truncated: expected " + std::to_string(count) + " more bytes, found " + std::to_string(filled));
  }
  return bytes;
}

void InputFile::expect_end() {
  std::uint8_t byte = 0;
  if (read_some(&byte, 1) != 0) fail("too long: expected the end of the file, found more bytes");
}

void InputFile::fail(const std::string& what) const { throw Error(path_ + ": " + what); }

std::vector<std::uint8_t> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error(path + ": cannot be opened: " + std::strerror(errno));
  const std::streamoff size = file.tellg();
  std::error_code error;
  if (size < 0 || !std::filesystem::is_regular_file(path, error)) throw Error(path + ": expected a file");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), size);
  if (!file) throw Error(path + ": cannot be read to its end");
  return bytes;
}

std::vector<std::pair<std::size_t, std::string>> read_numbered_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(path + ": cannot be opened: " + std::strerror(errno));
  std::vector<std::pair<std::size_t, std::string>> lines;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.emplace_back(number, line);
  }
  return lines;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  for (auto& [number, line] : read_numbered_lines(path)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace narrows
