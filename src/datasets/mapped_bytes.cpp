#include "mapped_bytes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "narrows/detail/descriptor.hpp"
#include "narrows/error.hpp"

namespace narrows::datasets {
namespace {

std::size_t whole_pages(std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (size + page - 1) / page * page;
}

[[noreturn]] void fail(const std::string& folder, std::size_t size, int error) {
  throw Error(folder + ": no room for a file of " + std::to_string(size) +
              " bytes, which the decoded images need: " + std::strerror(error));
}

}  // namespace

MappedBytes::MappedBytes(std::size_t size, int protection, int flags, int descriptor) : size_(size) {
  if (size == 0) return;
  void* at = ::mmap(nullptr, size, protection, flags, descriptor, 0);
  if (at == MAP_FAILED)
    throw Error("no room for " + std::to_string(size) + " bytes of images: " + std::strerror(errno));
  begin_ = static_cast<std::uint8_t*>(at);
}

MappedBytes::~MappedBytes() { shrink(0); }

void MappedBytes::shrink(std::size_t size) {
  const std::size_t kept = whole_pages(size), had = whole_pages(size_);
  if (kept < had) ::munmap(begin_ + kept, had - kept);
  size_ = size;
}

std::shared_ptr<MappedBytes> MappedBytes::memory(std::size_t size) {
  return std::shared_ptr<MappedBytes>(
      new MappedBytes(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1));
}

/** The disk's room is taken at once: a page that cannot be written later would end the process. */
std::shared_ptr<MappedBytes> MappedBytes::scratch(std::size_t size, const std::string& folder) {
  std::string path = folder + "/.decoding-XXXXXX";
  const detail::Descriptor file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) fail(folder, size, errno);
  ::unlink(path.c_str());
  if (const int error = size == 0 ? 0 : ::posix_fallocate(file.number(), 0, static_cast<off_t>(size)); error != 0)
    fail(folder, size, error);
  return std::shared_ptr<MappedBytes>(new MappedBytes(size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number()));
}

std::shared_ptr<const MappedBytes> MappedBytes::file(int descriptor, std::size_t size) {
  return std::shared_ptr<const MappedBytes>(new MappedBytes(size, PROT_READ, MAP_SHARED, descriptor));
}

}  // namespace narrows::datasets
