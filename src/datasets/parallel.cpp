#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "narrows/training.hpp"

namespace narrows {
namespace {

using namespace std::chrono_literals;

/** Hands out indices in order; keeps the first failure. */
class Job {
 public:
  Job(std::size_t count, const std::function<void(std::size_t)>& work)
      : count_(count), work_(work), failed_at_(count) {}

  void run() {
    for (std::size_t i; (i = next_.fetch_add(1)) < count_;) {
      try {
        work_(i);
        done_.fetch_add(1, std::memory_order_relaxed);
      } catch (...) {
        keep(i, std::current_exception());
      }
    }
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_one();
  }

  void stop() { next_ = count_; }

  /** True when all of `threads` have ended, false after a tenth of a second. */
  bool wait(std::size_t threads) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 100ms, [&] { return ended_ == threads; });
  }

  [[nodiscard]] std::size_t done() const { return done_; }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /** Indices are handed out in order, so those below a failing one have all begun and are waited for. */
  void keep(std::size_t i, std::exception_ptr failure) {
    stop();
    const std::lock_guard lock(mutex_);
    if (i < failed_at_) failed_at_ = i, failure_ = std::move(failure);
  }

  std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t ended_ = 0, failed_at_;
  std::exception_ptr failure_;
};

/** Threads that have stopped and are joined when this ends, also by an exception of the progress callback. */
struct Workers {
  Job& job;
  std::vector<std::thread> threads;

  ~Workers() {
    job.stop();
    for (auto& thread : threads) thread.join();
  }
};

}  // namespace

void for_each_index(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                    const datasets::LoadCallback& progress) {
  const auto report = [&](std::size_t done) {
    if (progress && !progress(done, count)) throw Interrupted();
  };
  Job job(count, work);
  {
    const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t used = std::min(count, threads > 0 ? static_cast<std::size_t>(threads) : processors);
    report(0);
    Workers workers{job, {}};
    for (std::size_t i = 0; i < used; ++i) workers.threads.emplace_back([&job] { job.run(); });
    while (!job.wait(used)) report(job.done());
  }
  job.rethrow();
  report(count);
}

}  // namespace narrows
