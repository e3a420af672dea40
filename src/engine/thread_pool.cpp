#include "thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "narrows/error.hpp"

namespace narrows {
namespace {

using Clock = std::chrono::steady_clock;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__ARM_ARCH_7A__)
  asm volatile("yield");
#endif
}

/** Waits for a moment; then leaves the processor to others, who may be what is waited for. */
class Patience {
 public:
  void wait() {
    if (++turns_ < short_turns_)
      pause();
    else
      std::this_thread::yield();
  }
  /** Whether it leaves the processor to others by now. */
  [[nodiscard]] bool yields() const { return turns_ >= short_turns_; }
  [[nodiscard]] bool over() const { return yields() && Clock::now() - begin_ > longest_; }

 private:
  static constexpr int short_turns_ = 500;
  static constexpr std::chrono::microseconds longest_{1000};

  int turns_ = 0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

/** One job at a time: `job_` is odd while there is one, and never the same twice in a row. */
class ThreadPool::Workers {
 public:
  explicit Workers(int count) {
    try {
      for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      stop();
      throw Error("cannot start " + std::to_string(count) + " threads");
    }
  }
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void wake() {
    caller_processor_.store(this_processor(), std::memory_order_relaxed);
    job_ += 2;
    job_.notify_all();
  }

  void run(std::size_t count, void (*function)(const void*, std::size_t), const void* context) {
    function_ = function;
    context_ = context;
    count_ = count;
    next_.store(0, std::memory_order_relaxed);
    caller_processor_.store(this_processor(), std::memory_order_relaxed);
    ++job_;
    job_.notify_all();
    take();
    ++job_;  // Nobody enters from here on: who has entered counts in `inside_`, who counts later sees the change.
    for (Patience patience; inside_ != 0;) patience.wait();
  }

 private:
  void take() {
    for (std::size_t i = next_++; i < count_; i = next_++) function_(context_, i);
  }

  void work() {
    for (std::uint32_t done = 0;;) {
      const std::uint32_t job = await(done);
      if (stopped_) return;
      ++inside_;
      if (job_ == job) take();
      --inside_;
      done = job;
    }
  }

  /**
   * The next job after `done`: looks out for one for a while, then sleeps. Not on the caller's processor, where the
   * system wakes it now and then although another is idle: there it only takes the caller's time, for many runs.
   */
  std::uint32_t await(std::uint32_t done) const {
    Patience patience;
    for (;;) {
      const std::uint32_t job = job_;
      if ((job != done && job % 2 == 1) || stopped_) return job;
      if (patience.over()) {
        job_.wait(job);
        patience = {};
        leave_processor(caller_processor_.load(std::memory_order_relaxed));
      } else {
        patience.wait();
        if (patience.yields()) leave_processor(caller_processor_.load(std::memory_order_relaxed));
      }
    }
  }

  void stop() {
    stopped_ = true;
    job_ += 2;
    job_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void (*function_)(const void*, std::size_t) = nullptr;
  const void* context_ = nullptr;
  std::size_t count_ = 0;
  alignas(64) std::atomic<std::size_t> next_{0};
  alignas(64) std::atomic<std::uint32_t> job_{0};
  std::atomic<int> caller_processor_{-1};
  std::atomic<bool> stopped_{false};
  alignas(64) std::atomic<int> inside_{0};
  std::vector<std::thread> threads_;
};

ThreadPool::ThreadPool(int threads) : threads_(std::min(threads, processors())) {
  if (threads < 1) throw std::invalid_argument("threads must be at least 1, not " + std::to_string(threads));
  if (threads_ > 1) workers_ = std::make_shared<Workers>(threads_ - 1);
}

void ThreadPool::wake() const {
  if (workers_) workers_->wake();
}

void ThreadPool::run(std::size_t count, void (*function)(const void*, std::size_t), const void* context) const {
  workers_->run(count, function, context);
}

}  // namespace narrows
