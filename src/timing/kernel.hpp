#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "plan.hpp"
#include "tensor.hpp"
#include "thread_pool.hpp"

namespace narrows::timing {

/** One step made ready: weights packed, memory known. */
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual void run() = 0;
  /** As users read it. */
  [[nodiscard]] virtual std::string_view name() const = 0;
  /** Of packed weights and tables. */
  [[nodiscard]] virtual std::size_t bytes() const { return 0; }
};

using KernelPointer = std::unique_ptr<Kernel>;

/** What threads divide among them. Rows are read by one thread each; of channels, each thread has its own weights. */
enum class Split { channels, rows };

/** A convolution on XNNPACK; any convolution, but null for rows that might read nothing but padding. */
[[nodiscard]] KernelPointer xnnpack_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                                ThreadPool pool, Split split);

/**
 * A convolution of one input channel per output, 3 x 3, 5 x 5 or 7 x 7 taps and stride 1 or 2, with kernels of our
 * own; null for any other.
 * `residual` (without data: none) is added before the clamp.
 */
[[nodiscard]] KernelPointer depthwise_convolution(const Convolution& op, const Tensor& in, const Tensor& residual,
                                                  const Tensor& out, Clamp clamp, ThreadPool pool);

/** A convolution of all inputs, with kernels of our own; null for one in groups. `residual` as above. */
[[nodiscard]] KernelPointer dense_convolution(const Convolution& op, const Tensor& in, const Tensor& residual,
                                              const Tensor& out, Clamp clamp, ThreadPool pool);

/** A 3 x 3 convolution in groups narrower than a vector, stride 1 or 2, with kernels of our own; null for any other. */
[[nodiscard]] KernelPointer grouped_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                                ThreadPool pool);

/** A 3 x 3 convolution by Winograd's algorithm; null where that cannot pay. `scratch` may be shared by all kernels. */
[[nodiscard]] KernelPointer winograd_convolution(const Convolution& op, const Tensor& in, const Tensor& out,
                                                 Clamp clamp, float* scratch, const ThreadPool& pool);
/** Floats of working memory that winograd_convolution needs; 0 where it gives null. */
[[nodiscard]] std::size_t winograd_scratch(const Convolution& op, Shape out);

[[nodiscard]] KernelPointer max_pool(const MaxPool& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                     ThreadPool pool);
[[nodiscard]] KernelPointer average_pool(const AveragePool& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                         ThreadPool pool);
[[nodiscard]] KernelPointer global_average_pool(const Tensor& in, const Tensor& out, Clamp clamp);
[[nodiscard]] KernelPointer global_max_pool(const Tensor& in, const Tensor& out, Clamp clamp);
[[nodiscard]] KernelPointer add(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp, ThreadPool pool);
/** `b` is a map like `a`, or one value per channel. */
[[nodiscard]] KernelPointer multiply(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp, ThreadPool pool);
/** `out` may be `in`. */
[[nodiscard]] KernelPointer curve(const Curve& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool);
[[nodiscard]] KernelPointer channel_shuffle(const ChannelShuffle& op, const Tensor& in, const Tensor& out,
                                            ThreadPool pool);
[[nodiscard]] KernelPointer copy(const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool);
/** Every channel times a factor, plus a shift: a batch norm that stands alone. */
[[nodiscard]] KernelPointer scale_shift(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                        ThreadPool pool);
[[nodiscard]] KernelPointer softmax(const Tensor& in, const Tensor& out);

}  // namespace narrows::timing
