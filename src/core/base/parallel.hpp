#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace narrows {

/**
 * Calls work(part, begin, end) for consecutive parts of [0, count), one per thread, numbered from 0; the calling thread
 * takes the first. The first exception is thrown again when all parts have ended.
 */
template <class Work>
void parallel_parts(std::size_t count, int threads, const Work& work) {
  const std::size_t parts = std::clamp<std::size_t>(count, 1, static_cast<std::size_t>(std::max(threads, 1)));
  std::exception_ptr failure;
  std::mutex mutex;
  const auto part = [&](std::size_t i) {
    try {
      work(i, count * i / parts, count * (i + 1) / parts);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < parts; ++i) others.emplace_back(part, i);
  part(0);
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

/** The same for work(begin, end). */
template <class Work>
void parallel_for(std::size_t count, int threads, const Work& work) {
  parallel_parts(count, threads, [&](std::size_t, std::size_t begin, std::size_t end) { work(begin, end); });
}

}  // namespace narrows
