// XNNPACK's two interface generations, behind one kernel: since 2024 an operator learns its shape by `reshape` and its
// memory by `setup`; before, `setup` did both. Threads share a convolution by operators of their own: XNNPACK's pool
// would wait for all its threads in each of them, also for one that the system keeps from running.
#include <xnnpack.h>

#include <algorithm>
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

std::uint32_t u(int value) { return static_cast<std::uint32_t>(value); }

/** Some rows and channels of a convolution's result, and what they are made of. */
struct Share {
  Tensor in;  ///< The rows read, padding left out.
  Tensor out;
  int padding_top, padding_bottom;
  int groups;
  const float* weights;
  const float* bias;
};

/** `channel` and `channels` are whole groups, where there are several. */
Share share(const Convolution& op, const Tensor& in, const Tensor& out, int row, int rows, int channel, int channels) {
  const bool all = rows == out.shape.height;
  const int top = row * op.stride.height - op.padding.top;
  const int bottom =
      all ? in.shape.height + op.padding.bottom : top + (rows - 1) * op.stride.height + op.window().height;
  const int first = std::max(top, 0);
  const int last = std::min(bottom, in.shape.height);
  const int group = op.groups * channel / op.out_channels;
  const std::size_t taps = op.weights.size() / static_cast<std::size_t>(op.out_channels);
  const Shape rows_read{in.shape.channels, last - first, in.shape.width};
  return {.in = {in.pixel(first, 0) + std::ptrdiff_t{group} * (op.in_channels / op.groups), rows_read, in.stride},
          .out = {out.pixel(row, 0) + channel, {channels, rows, out.shape.width}, out.stride},
          .padding_top = first - top,
          .padding_bottom = bottom - last,
          .groups = std::max(1, op.groups * channels / op.out_channels),
          .weights = op.weights.data() + static_cast<std::size_t>(channel) * taps,
          .bias = op.bias.data() + channel};
}

Operator create(const Convolution& op, const Share& part, Clamp clamp) {
  xnn_operator_t result = nullptr;
  check(xnn_create_convolution2d_nhwc_f32(
            u(part.padding_top), u(op.padding.right), u(part.padding_bottom), u(op.padding.left), u(op.kernel.height),
            u(op.kernel.width), u(op.stride.height), u(op.stride.width), u(op.dilation.height), u(op.dilation.width),
            u(part.groups), u(op.in_channels / op.groups), u(part.out.shape.channels / part.groups), u(part.in.stride),
            u(part.out.stride), part.weights, part.bias, clamp.low, clamp.high, 0,
#ifdef NARROWS_XNNPACK_RESHAPE
            nullptr, nullptr,
#endif
            &result),
        "make a convolution");
  return Operator(result);
}

/** Batch 1; returns the bytes of working memory that `setup` must be given (always 0 before 2024). */
std::size_t reshape([[maybe_unused]] xnn_operator_t op, [[maybe_unused]] const Tensor& in) {
  std::size_t bytes = 0;
#ifdef NARROWS_XNNPACK_RESHAPE
  std::size_t alignment = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  check(xnn_reshape_convolution2d_nhwc_f32(op, 1, in.shape.height, in.shape.width, &bytes, &alignment, &height, &width,
                                           nullptr),
        "shape a convolution");
#endif
  return bytes;
}

void setup(xnn_operator_t op, const Share& part, [[maybe_unused]] void* workspace) {
#ifdef NARROWS_XNNPACK_RESHAPE
  check(xnn_setup_convolution2d_nhwc_f32(op, workspace, part.in.data, part.out.data), "set up a convolution");
#else
  check(xnn_setup_convolution2d_nhwc_f32(op, 1, part.in.shape.height, part.in.shape.width, part.in.data, part.out.data,
                                         nullptr),
        "set up a convolution");
#endif
}

constexpr int lanes = 16;  // of the widest vector, by which XNNPACK packs weights

int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

/** Packed by the vector, with their bias; XNNPACK does not tell how many, so this is the widest case. */
std::size_t packed_bytes(const Convolution& op, const Share& part) {
  const std::size_t taps = op.weights.size() / static_cast<std::size_t>(op.out_channels);
  const int groups = op.depthwise() ? 1 : part.groups;
  const auto outputs = static_cast<std::size_t>(round_up(part.out.shape.channels / groups, lanes));
  return static_cast<std::size_t>(groups) * outputs * (taps + 1) * sizeof(float);
}

/** What one thread runs. */
class PartialConvolution {
 public:
  PartialConvolution(const Convolution& op, const Share& part, Clamp clamp)
      : operator_(create(op, part, clamp)), bytes_(packed_bytes(op, part)) {
    const std::size_t workspace_bytes = reshape(operator_.get(), part.in);
    workspace_.resize(workspace_bytes + alignment_);
    void* workspace = workspace_.data();
    std::size_t space = workspace_.size();
    std::align(alignment_, workspace_bytes, workspace, space);
    setup(operator_.get(), part, workspace);
    bytes_ += workspace_.size();
  }

  [[nodiscard]] xnn_status run() const { return xnn_run_operator(operator_.get(), nullptr); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t alignment_ = 64;

  Operator operator_;
  std::vector<std::byte> workspace_;
  std::size_t bytes_;
};

class XnnpackConvolution : public Kernel {
 public:
  XnnpackConvolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool,
                     Split split)
      : pool_(std::move(pool)) {
    check(xnn_initialize(nullptr), "start");
    const int wanted = pool_.threads();
    const int channels = split == Split::channels ? channels_of_one(op, wanted) : op.out_channels;
    const int rows = split == Split::rows ? (out.shape.height + wanted - 1) / wanted : out.shape.height;
    for (int c = 0; c < op.out_channels; c += channels)
      for (int y = 0; y < out.shape.height; y += rows) {
        const int height = std::min(rows, out.shape.height - y);
        parts_.emplace_back(op, share(op, in, out, y, height, c, std::min(channels, op.out_channels - c)), clamp);
      }
    states_.resize(parts_.size());
  }

  [[nodiscard]] std::string_view name() const override { return "XNNPACK"; }
  void run() override {
    pool_.for_each(parts_.size(), [&](std::size_t i) { states_[i] = parts_[i].run(); });
    for (const xnn_status state : states_) check(state, "run a convolution");
  }

  [[nodiscard]] std::size_t bytes() const override {
    std::size_t bytes = 0;
    for (const PartialConvolution& part : parts_) bytes += part.bytes();
    return bytes;
  }

 private:
  /** Whole groups and, where that can be, whole vectors. */
  static int channels_of_one(const Convolution& op, int wanted) {
    const int unit = op.groups == 1 || op.depthwise() ? lanes : op.out_channels / op.groups;
    return std::min(round_up((op.out_channels + wanted - 1) / wanted, unit), op.out_channels);
  }

  ThreadPool pool_;
  std::vector<PartialConvolution> parts_;
  std::vector<xnn_status> states_;
};

}  // namespace

KernelPointer xnnpack_convolution(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp,
                                  ThreadPool pool, Split split) {
  const bool far = std::max(op.padding.top, op.padding.bottom) >= op.window().height;
  if (split == Split::rows && far) return nullptr;  // some rows might read nothing but padding
  return std::make_unique<XnnpackConvolution>(op, in, out, clamp, std::move(pool), split);
}

}  // namespace narrows::timing

#ifdef NARROWS_XNNPACK_RESHAPE
const char* narrows::engine_version() { return "XNNPACK 2024-11"; }
#else
const char* narrows::engine_version() { return "XNNPACK 2022-02"; }
#endif
