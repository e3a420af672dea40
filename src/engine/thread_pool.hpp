#pragma once

#include <cstddef>
#include <memory>

#include "processors.hpp"

namespace narrows {

/**
 * Threads that share the work of one operation; with one thread there is no pool at all.
 *
 * Whoever calls takes part, and waits only for threads that have begun: one that the system keeps from running takes
 * nothing and delays nobody, so that a busy machine costs what the caller alone would need.
 */
class ThreadPool {
 public:
  /** The caller and at most `threads` - 1 others: never more than the processors this process may use. */
  explicit ThreadPool(int threads);

  /** Those there are, the caller's included. */
  [[nodiscard]] int threads() const { return threads_; }

  /** Has the threads ready for work that follows at once. */
  void wake() const;

  /** Calls function(i) for every i of [0, count), in parallel where there are threads; it must not throw. */
  template <class Function>
  void for_each(std::size_t count, const Function& function) const {
    if (!workers_ || count < 2) {
      for (std::size_t i = 0; i < count; ++i) function(i);
    } else {
      run(
          count, [](const void* f, std::size_t i) { (*static_cast<const Function*>(f))(i); }, &function);
    }
  }

 private:
  class Workers;

  void run(std::size_t count, void (*function)(const void*, std::size_t), const void* context) const;

  int threads_;
  std::shared_ptr<Workers> workers_;
};

}  // namespace narrows
