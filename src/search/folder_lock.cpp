#include "folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "narrows/error.hpp"

namespace narrows {

FolderLock::FolderLock(const std::string& folder)
    : file_(open((folder + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (file_ < 0) throw Error("cannot write in '" + folder + "': " + std::generic_category().message(errno));
  if (flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  close(file_);
  if (reason == EWOULDBLOCK) throw Error("another search is running in '" + folder + "'");
  throw Error("cannot lock '" + folder + "': " + std::generic_category().message(reason));
}

FolderLock::~FolderLock() { close(file_); }

}  // namespace narrows
