#include "thread_pool.hpp"

#include <pthreadpool.h>

#include <stdexcept>
#include <string>

#include "narrows/error.hpp"

namespace narrows::timing {

ThreadPool::ThreadPool(int threads) : threads_(threads) {
  if (threads < 1) throw std::invalid_argument("threads must be at least 1, not " + std::to_string(threads));
  if (threads == 1) return;
  pool_.reset(pthreadpool_create(static_cast<std::size_t>(threads)), pthreadpool_destroy);
  if (!pool_) throw Error("cannot start " + std::to_string(threads) + " threads");
}

void ThreadPool::run(std::size_t count, void (*function)(void*, std::size_t), void* context) const {
  pthreadpool_parallelize_1d(pool_.get(), function, context, count, PTHREADPOOL_FLAG_DISABLE_DENORMALS);
}

}  // namespace narrows::timing
