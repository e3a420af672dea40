#pragma once

#include <cstdlib>  // defines __GLIBC__ where it is the C library

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace narrows {

/**
 * Keeps freed memory in the process for as long as it lives. The C library would give blocks as large as the feature
 * maps of a batch back to the system, which clears and maps them again in every step.
 */
class KeptMemory {
 public:
  KeptMemory() { set(1 << 30, 1 << 30); }
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;
  ~KeptMemory() {
    set(32 << 20, 64 << 20);  // the largest values that the C library chooses by itself
#ifdef __GLIBC__
    malloc_trim(0);
#endif
  }

 private:
  static void set([[maybe_unused]] int mapped_from, [[maybe_unused]] int given_back_from) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, mapped_from);
    mallopt(M_TRIM_THRESHOLD, given_back_from);
#endif
  }
};

}  // namespace narrows
