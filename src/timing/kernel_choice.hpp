#pragma once

#include <map>
#include <vector>

#include "kernel.hpp"

namespace narrows::timing {

/**
 * Makes the kernels of one session. Where several can run a step, each is measured once on the step's own memory; the
 * choice is remembered for steps of the same kind.
 */
class KernelChoice {
 public:
  explicit KernelChoice(ThreadPool pool) : pool_(std::move(pool)), alone_(1) {}

  /** `tensors` are the plan's slots in memory, which measuring overwrites. */
  [[nodiscard]] KernelPointer make(const Step& step, const std::vector<Tensor>& tensors);

 private:
  using Kind = std::vector<int>;

  [[nodiscard]] KernelPointer make_convolution(const Convolution& op, const Step& step,
                                               const std::vector<Tensor>& tensors);

  ThreadPool pool_;
  ThreadPool alone_;  ///< One thread: for steps too small to share.
  std::map<Kind, std::size_t> fastest_;
};

}  // namespace narrows::timing
