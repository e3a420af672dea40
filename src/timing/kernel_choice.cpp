#include "kernel_choice.hpp"

#include <algorithm>
#include <ctime>
#include <functional>
#include <limits>
#include <utility>

namespace narrows::timing {
namespace {

/** Time that a thread has had of its processor where it works alone: what others do meanwhile does not count. */
double now_us(int threads) {
  timespec time{};
  clock_gettime(threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return 1e6 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_nsec);
}

struct Candidate {
  std::size_t index;
  KernelPointer kernel;
  double best_us;
};

/** The first that is as fast as the fastest, within what cannot be told apart: the same kernel every time. */
Candidate& chosen_of(std::vector<Candidate>& candidates) {
  constexpr double alike = 1.02;
  const double best = std::ranges::min_element(candidates, {}, &Candidate::best_us)->best_us;
  return *std::ranges::find_if(candidates, [&](const Candidate& each) { return each.best_us <= alike * best; });
}

/**
 * Turn by turn, so that a disturbance meets all; the best of a few runs counts, fewer where they take long. None is
 * given up for a single slow run: others may have had the processor.
 */
Candidate fastest(std::vector<Candidate> candidates, int threads) {
  constexpr int most_rounds = 12;
  constexpr int fewest_rounds = 3;
  constexpr double enough_us = 4000;
  for (Candidate& candidate : candidates) candidate.kernel->run();
  for (int round = 1; round <= most_rounds && candidates.size() > 1; ++round) {
    double undisturbed_us = 0;
    for (Candidate& candidate : candidates) {
      const double begin = now_us(threads);
      candidate.kernel->run();
      candidate.best_us = std::min(candidate.best_us, now_us(threads) - begin);
      undisturbed_us += candidate.best_us;
    }
    if (round < fewest_rounds) continue;
    const double hopeless = 3 * chosen_of(candidates).best_us;
    std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.best_us > hopeless; });
    if (round * undisturbed_us > enough_us) break;
  }
  return std::move(chosen_of(candidates));
}

/** A convolution, then the sum of its results and another map. */
class Sequence : public Kernel {
 public:
  Sequence(KernelPointer first, KernelPointer second) : first_(std::move(first)), second_(std::move(second)) {}

  void run() override {
    first_->run();
    second_->run();
  }
  [[nodiscard]] std::string_view name() const override { return first_->name(); }
  [[nodiscard]] std::size_t bytes() const override { return first_->bytes() + second_->bytes(); }

 private:
  KernelPointer first_;
  KernelPointer second_;
};

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
  return std::visit(
      overloaded{[&](const Convolution& op) { return make_convolution(op, step, tensors); },
                 [&](const MaxPool& op) { return max_pool(op, in, out, step.clamp, pool_); },
                 [&](const AveragePool& op) { return average_pool(op, in, out, step.clamp, pool_); },
                 [&](const GlobalAveragePool&) { return global_average_pool(in, out, step.clamp); },
                 [&](const GlobalMaxPool&) { return global_max_pool(in, out, step.clamp); },
                 [&](const Add&) { return add(in, tensors[step.inputs[1]], out, step.clamp, pool_); },
                 [&](const Multiply&) { return multiply(in, tensors[step.inputs[1]], out, step.clamp, pool_); },
                 [&](const Softmax&) { return softmax(in, out); },
                 [&](const ChannelShuffle& op) { return channel_shuffle(op, in, out, pool_); },
                 [&](const Curve& op) { return curve(op, in, out, step.clamp, pool_); },
                 [&](const Copy&) { return copy(in, out, step.clamp, pool_); }},
      step.op);
}

KernelPointer KernelChoice::make_convolution(const Convolution& op, const Step& step,
                                             const std::vector<Tensor>& tensors) {
  const Tensor& in = tensors[step.inputs[0]];
  const Tensor& out = tensors[step.output];
  const Tensor residual = step.inputs.size() > 1 ? tensors[step.inputs[1]] : Tensor{};
  if (op.depthwise() && op.pointwise()) return scale_shift(op, in, out, step.clamp, pool_);

  using Maker = std::function<KernelPointer(const ThreadPool&)>;
  /** For kernels that do not add: a sum in place behind them. */
  const auto then_add = [&](const std::function<KernelPointer(const ThreadPool&, Clamp)>& make) -> Maker {
    if (residual.data == nullptr) return [&, make](const ThreadPool& pool) { return make(pool, step.clamp); };
    return [&, make](const ThreadPool& pool) -> KernelPointer {
      KernelPointer kernel = make(pool, Clamp{});
      if (kernel == nullptr) return nullptr;
      return std::make_unique<Sequence>(std::move(kernel), add(out, residual, out, step.clamp, pool));
    };
  };
  const Maker makers[] = {
      [&](const ThreadPool& pool) { return depthwise_convolution(op, in, residual, out, step.clamp, pool); },
      [&](const ThreadPool& pool) { return dense_convolution(op, in, residual, out, step.clamp, pool); },
      then_add([&](const ThreadPool& pool, Clamp clamp) { return grouped_convolution(op, in, out, clamp, pool); }),
      then_add([&](const ThreadPool& pool, Clamp clamp) {
        return winograd_convolution(op, in, out, clamp, scratch_->data(), pool);
      }),
      then_add([&](const ThreadPool& pool, Clamp clamp) {
        return xnnpack_convolution(op, in, out, clamp, pool, Split::channels);
      }),
      then_add([&](const ThreadPool& pool, Clamp clamp) {
        return pool.threads() == 1 ? nullptr : xnnpack_convolution(op, in, out, clamp, pool, Split::rows);
      }),
  };
  std::vector<std::function<KernelPointer()>> makes;
  for (const Maker& maker : makers) {
    makes.emplace_back([&] { return maker(alone_); });
    if (pool_.threads() > 1) makes.emplace_back([&] { return maker(pool_); });
  }

  const Kind kind{op.kernel.height,   op.kernel.width,   op.stride.height, op.stride.width, op.padding.top,
                  op.padding.left,    op.padding.bottom, op.padding.right, op.groups,       op.in_channels,
                  op.dilation.height, op.dilation.width, op.out_channels,  in.shape.height, in.shape.width,
                  in.stride,          out.stride,        residual.stride};
  const auto known = fastest_.find(kind);
  if (known != fastest_.end()) return makes[known->second]();

  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < makes.size(); ++i)
    if (KernelPointer kernel = makes[i]())
      candidates.push_back({i, std::move(kernel), std::numeric_limits<double>::infinity()});
  Candidate chosen = fastest(std::move(candidates), pool_.threads());
  fastest_[kind] = chosen.index;
  return std::move(chosen.kernel);
}

}  // namespace narrows::timing
