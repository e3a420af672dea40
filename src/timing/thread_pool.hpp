#pragma once

#include <cstddef>
#include <memory>

struct pthreadpool;

namespace narrows::timing {

/** Threads that share the work of one operation; with one thread there is no pool at all. */
class ThreadPool {
 public:
  explicit ThreadPool(int threads);

  [[nodiscard]] int threads() const { return threads_; }
  /** What XNNPACK takes; null for one thread. */
  [[nodiscard]] pthreadpool* handle() const { return pool_.get(); }

  /** Calls function(i) for every i of [0, count), in parallel where there are threads. */
  template <class Function>
  void for_each(std::size_t count, const Function& function) const {
    if (!pool_) {
      for (std::size_t i = 0; i < count; ++i) function(i);
    } else {
      run(
          count, [](void* f, std::size_t i) { (*static_cast<const Function*>(f))(i); },
          const_cast<void*>(static_cast<const void*>(&function)));
    }
  }

 private:
  void run(std::size_t count, void (*function)(void*, std::size_t), void* context) const;

  int threads_;
  std::shared_ptr<pthreadpool> pool_;
};

}  // namespace narrows::timing
