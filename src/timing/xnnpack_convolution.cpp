// XNNPACK's two interface generations, behind one kernel: since 2024 an operator learns its shape by `reshape` and its
// memory by `setup`; before, `setup` did both.
#include <xnnpack.h>

#include <memory>
#include <string>

#include "kernel.hpp"
#include "narrows/error.hpp"
#include "narrows/inference_session.hpp"

namespace narrows::timing {
namespace {

void check(xnn_status status, const char* what) {
  if (status != xnn_status_success)
    throw Error(std::string("XNNPACK could not ") + what + " (status " + std::to_string(static_cast<int>(status)) +
                ")");
}

struct Delete {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using Operator = std::unique_ptr<xnn_operator, Delete>;

Operator create(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp) {
  const auto u = [](int value) { return static_cast<std::uint32_t>(value); };
  xnn_operator_t result = nullptr;
  check(
      xnn_create_convolution2d_nhwc_f32(u(op.padding), u(op.padding), u(op.padding), u(op.padding), u(op.kernel_height),
                                        u(op.kernel_width), u(op.stride), u(op.stride), 1, 1, u(op.groups),
                                        u(op.in_channels / op.groups), u(op.out_channels / op.groups), u(in.stride),
                                        u(out.stride), op.weights.data(), op.bias.data(), clamp.low, clamp.high, 0,
#ifdef NARROWS_XNNPACK_RESHAPE
                                        nullptr, nullptr,
#endif
                                        &result),
      "make a convolution");
  return Operator(result);
}

/** Batch 1; returns the bytes of working memory that `setup` must be given (always 0 before 2024). */
std::size_t reshape([[maybe_unused]] xnn_operator_t op, [[maybe_unused]] const Tensor& in,
                    [[maybe_unused]] pthreadpool_t pool) {
  std::size_t bytes = 0;
#ifdef NARROWS_XNNPACK_RESHAPE
  std::size_t alignment = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  check(xnn_reshape_convolution2d_nhwc_f32(op, 1, in.shape.height, in.shape.width, &bytes, &alignment, &height, &width,
                                           pool),
        "shape a convolution");
#endif
  return bytes;
}

void setup(xnn_operator_t op, const Tensor& in, const Tensor& out, [[maybe_unused]] void* workspace,
           [[maybe_unused]] pthreadpool_t pool) {
#ifdef NARROWS_XNNPACK_RESHAPE
  check(xnn_setup_convolution2d_nhwc_f32(op, workspace, in.data, out.data), "set up a convolution");
#else
  check(xnn_setup_convolution2d_nhwc_f32(op, 1, in.shape.height, in.shape.width, in.data, out.data, pool),
        "set up a convolution");
#endif
}

/** XNNPACK packs weights by the vector, with their bias; it does not tell how many, so this is the widest case. */
std::size_t packed_bytes(const Convolution& op) {
  constexpr std::size_t lanes = 16;
  const std::size_t taps = op.weights.size() / static_cast<std::size_t>(op.out_channels);
  const std::size_t groups = op.depthwise() ? 1 : static_cast<std::size_t>(op.groups);
  const std::size_t outputs = static_cast<std::size_t>(op.out_channels) / groups;
  return groups * ((outputs + lanes - 1) / lanes * lanes) * (taps + 1) * sizeof(float);
}

class XnnpackConvolution : public Kernel {
 public:
  XnnpackConvolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool)
      : pool_(std::move(pool)), bytes_(packed_bytes(op)) {
    check(xnn_initialize(nullptr), "start");
    operator_ = create(op, in, out, clamp);
    const std::size_t workspace_bytes = reshape(operator_.get(), in, pool_.handle());
    workspace_.resize(workspace_bytes + memory_alignment_);
    void* workspace = workspace_.data();
    std::size_t space = workspace_.size();
    std::align(memory_alignment_, workspace_bytes, workspace, space);
    setup(operator_.get(), in, out, workspace, pool_.handle());
    bytes_ += workspace_bytes;
  }

  void run() override { check(xnn_run_operator(operator_.get(), pool_.handle()), "run a convolution"); }
  [[nodiscard]] std::size_t bytes() const override { return bytes_; }

 private:
  static constexpr std::size_t memory_alignment_ = 64;

  ThreadPool pool_;
  Operator operator_;
  std::vector<std::byte> workspace_;
  std::size_t bytes_;
};

}  // namespace

KernelPointer xnnpack_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                  ThreadPool pool) {
  return std::make_unique<XnnpackConvolution>(op, in, out, clamp, std::move(pool));
}

}  // namespace narrows::timing

#ifdef NARROWS_XNNPACK_RESHAPE
const char* narrows::engine_version() { return "XNNPACK 2024-11"; }
#else
const char* narrows::engine_version() { return "XNNPACK 2022-02"; }
#endif
