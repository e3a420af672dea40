#include "kernel_choice.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>

namespace narrows::timing {
namespace {

using Clock = std::chrono::steady_clock;

double run_us(Kernel& kernel) {
  const auto start = Clock::now();
  kernel.run();
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/** The best of a few runs, fewer where one takes long. */
double best_us(Kernel& kernel) {
  kernel.run();
  double best = std::numeric_limits<double>::infinity();
  double spent = 0;
  for (int i = 0; i < 10 && spent < 3000; ++i) {
    const double time = run_us(kernel);
    best = std::min(best, time);
    spent += time;
  }
  return best;
}

bool pointwise(const Convolution& op) { return op.kernel_height * op.kernel_width == 1 && op.stride == 1; }

}  // namespace

KernelChoice::KernelChoice(const Plan& plan, ThreadPool pool) : pool_(std::move(pool)), alone_(1) {
  std::size_t floats = 0;
  for (const Step& step : plan.steps)
    if (const auto* op = std::get_if<Convolution>(&step.op))
      floats = std::max(floats, winograd_scratch(*op, plan.slots[step.output].shape));
  scratch_ = std::make_shared<std::vector<float>>(floats);
}

KernelPointer KernelChoice::make(const Step& step, const std::vector<Tensor>& tensors) {
  const Tensor& in = tensors[step.inputs[0]];
  const Tensor& out = tensors[step.output];
  return std::visit(overloaded{[&](const Convolution& op) { return make_convolution(op, step, tensors); },
                               [&](const MaxPool& op) { return max_pool(op, in, out, step.clamp, pool_); },
                               [&](const AveragePool& op) { return average_pool(op, in, out, step.clamp, pool_); },
                               [&](const GlobalAveragePool&) { return global_average_pool(in, out, step.clamp); },
                               [&](const Add&) { return add(in, tensors[step.inputs[1]], out, step.clamp, pool_); },
                               [&](const Softmax&) { return softmax(in, out); },
                               [&](const Copy&) { return copy(in, out, step.clamp, pool_); }},
                    step.op);
}

KernelPointer KernelChoice::make_convolution(const Convolution& op, const Step& step,
                                             const std::vector<Tensor>& tensors) {
  const Tensor& in = tensors[step.inputs[0]];
  const Tensor& out = tensors[step.output];
  const Tensor residual = step.inputs.size() > 1 ? tensors[step.inputs[1]] : Tensor{};
  if (op.depthwise() && pointwise(op)) return scale_shift(op, in, out, step.clamp, pool_);

  using Maker = std::function<KernelPointer(const ThreadPool&)>;
  const auto plain = [&](const ThreadPool& pool, Split split) {
    return residual.data ? nullptr : xnnpack_convolution(op, in, out, step.clamp, pool, split);
  };
  const Maker makers[] = {
      [&](const ThreadPool& pool) { return depthwise_convolution(op, in, residual, out, step.clamp, pool); },
      [&](const ThreadPool& pool) { return grouped_convolution(op, in, out, step.clamp, pool); },
      [&](const ThreadPool& pool) { return winograd_convolution(op, in, out, step.clamp, scratch_->data(), pool); },
      [&](const ThreadPool& pool) { return plain(pool, Split::channels); },
      [&](const ThreadPool& pool) { return pool.threads() == 1 ? nullptr : plain(pool, Split::rows); },
  };
  std::vector<std::function<KernelPointer()>> candidates;
  for (const Maker& maker : makers) {
    candidates.push_back([&] { return maker(alone_); });
    if (pool_.threads() > 1) candidates.push_back([&] { return maker(pool_); });
  }

  const Kind kind{op.kernel_height, op.kernel_width, op.stride,      op.padding, op.groups,  op.in_channels,
                  op.out_channels,  in.shape.height, in.shape.width, in.stride,  out.stride, residual.stride};
  const auto known = fastest_.find(kind);
  if (known != fastest_.end()) return candidates[known->second]();

  KernelPointer best;
  double best_time = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    KernelPointer kernel = candidates[i]();
    if (!kernel) continue;
    const double time = best_us(*kernel);
    if (best && time >= best_time) continue;
    best_time = time;
    best = std::move(kernel);
    fastest_[kind] = i;
  }
  return best;
}

}  // namespace narrows::timing
