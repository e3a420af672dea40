#pragma once

#include <map>
#include <memory>
#include <vector>

#include "kernel.hpp"

namespace narrows::timing {

/**
 * Makes the kernels of one session. Where several can run a step, each is measured once on the step's own memory; the
 * choice is remembered for steps of the same kind.
 */
class KernelChoice {
 public:
  KernelChoice(const Plan& plan, ThreadPool pool);

  /** Working memory that the kernels share, which must live as long as they do. */
  [[nodiscard]] const std::shared_ptr<std::vector<float>>& scratch() const { return scratch_; }
  /** `tensors` are the plan's slots in memory, which measuring overwrites. */
  [[nodiscard]] KernelPointer make(const Step& step, const std::vector<Tensor>& tensors);

 private:
  using Kind = std::vector<int>;

  [[nodiscard]] KernelPointer make_convolution(const Convolution& op, const Step& step,
                                               const std::vector<Tensor>& tensors);

  ThreadPool pool_;
  ThreadPool alone_;  ///< One thread: for steps too small to share.
  std::shared_ptr<std::vector<float>> scratch_;
  std::map<Kind, std::size_t> fastest_;
};

}  // namespace narrows::timing
