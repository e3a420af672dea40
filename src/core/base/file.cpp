#include "narrows/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>

#include "narrows/detail/descriptor.hpp"
#include "narrows/error.hpp"

namespace narrows {
namespace {

using detail::Descriptor;

[[noreturn]] void fail(const std::string& path, const std::string& action, int error) {
  throw Error(path + ": cannot " + action + ": " + std::generic_category().message(error));
}

/** Waits until what was written is on the disk; true also where the file system has no such call. */
bool synced(int file) { return ::fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP; }

/** A new file beside `path`; removed again unless it was renamed. */
class Draft {
 public:
  explicit Draft(const std::string& path) : path_(path), name_(path + suffix()), file_(create(name_, path)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(path_, "write", errno);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  /** To the disk first, then the name: else a power cut may leave the new name with nothing in it. */
  void publish() {
    if (!synced(file_.number())) fail(path_, "write", errno);
    if (!file_.close()) fail(path_, "write", errno);
    if (std::rename(name_.c_str(), path_.c_str()) != 0) fail(path_, "write", errno);
    name_.clear();
    const auto slash = path_.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) (void)synced(directory.number());  // the file is whole in any case
  }

 private:
  static std::string suffix() { return ".part-" + std::to_string(std::random_device{}()); }

  static int create(const std::string& name, const std::string& path) {
    const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) fail(path, "write", errno);
    return file;
  }

  const std::string& path_;
  std::string name_;
  Descriptor file_;
};

/** The size of a regular file. */
std::size_t size_of(const Descriptor& file, const std::string& path) {
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) fail(path, "read", errno);
  if (!S_ISREG(info.st_mode)) throw Error(path + ": cannot read: not a regular file");
  return static_cast<std::size_t>(info.st_size);
}

}  // namespace

void write_file(const std::string& path, std::string_view bytes) { write_file(path, std::span(&bytes, 1)); }

void write_file(const std::string& path, std::span<const std::string_view> pieces) {
  Draft draft(path);
  for (const std::string_view piece : pieces) draft.write(piece);
  draft.publish();
}

std::string read_file(const std::string& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) fail(path, "read", errno);
  const std::size_t size = size_of(file, path);
  if (size > limit)
    throw Error(path + ": cannot read: has " + std::to_string(size) + " bytes, at most " + std::to_string(limit) +
                " are expected");
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, size - done);
    if (got < 0 && errno != EINTR) fail(path, "read", errno);
    if (got == 0) break;  // somebody made it shorter meanwhile
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace narrows
