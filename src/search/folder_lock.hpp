#pragma once

#include <string>

namespace narrows {

/** Keeps other processes out of a folder; released with the object, and by the system when the process ends. */
class FolderLock {
 public:
  /** Throws Error if another process holds it, or the file cannot be made. */
  explicit FolderLock(const std::string& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int file_;
};

}  // namespace narrows
