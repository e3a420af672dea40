#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pooling_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "kernel.hpp"
#include "lanes-inl.hpp"

#ifndef NARROWS_TIMING_WINDOW
#define NARROWS_TIMING_WINDOW
namespace narrows::timing {

/** The part of one pooling window that lies inside the map. */
struct Window {
  const float* data;  ///< Its first pixel.
  std::size_t rows, columns;
  std::size_t row_stride, pixel_stride;  ///< Floats.
  std::size_t channels;
  Clamp clamp;
  std::size_t counted;  ///< Pixels that a mean divides by.
};

}  // namespace narrows::timing
#endif

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

void maximum(const Window& window, float* out) {
  over_channels(window.channels, [&](auto d, std::size_t i) HWY_ATTR {
    auto best = hn::LoadU(d, window.data + i);
    for (std::size_t row = 0; row < window.rows; ++row)
      for (std::size_t column = 0; column < window.columns; ++column)
        best = hn::Max(best, hn::LoadU(d, window.data + row * window.row_stride + column * window.pixel_stride + i));
    hn::StoreU(clamp(d, best, window.clamp.low, window.clamp.high), d, out + i);
  });
}

void mean(const Window& window, float* out) {
  const float share = 1.0F / static_cast<float>(window.counted);
  over_channels(window.channels, [&](auto d, std::size_t i) HWY_ATTR {
    auto sum = hn::Zero(d);
    for (std::size_t row = 0; row < window.rows; ++row)
      for (std::size_t column = 0; column < window.columns; ++column)
        sum = hn::Add(sum, hn::LoadU(d, window.data + row * window.row_stride + column * window.pixel_stride + i));
    hn::StoreU(clamp(d, hn::Mul(sum, hn::Set(d, share)), window.clamp.low, window.clamp.high), d, out + i);
  });
}

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(maximum);
HWY_EXPORT(mean);

void best_maximum(const Window& window, float* out) { HWY_DYNAMIC_DISPATCH(maximum)(window, out); }
void best_mean(const Window& window, float* out) { HWY_DYNAMIC_DISPATCH(mean)(window, out); }

using WindowFunction = void (*)(const Window&, float*);

/** One window per output pixel; threads share the rows. */
class Pooling : public Kernel {
 public:
  /** A window of any kind. */
  Pooling(WindowFunction function, const AveragePool& window, const Tensor& in, const Tensor& out, Clamp clamp,
          ThreadPool pool)
      : function_(function), window_(window), in_(in), out_(out), clamp_(clamp), pool_(std::move(pool)) {}

  [[nodiscard]] std::string_view name() const override { return "pooling"; }
  void run() override {
    pool_.for_each(static_cast<std::size_t>(out_.shape.height),
                   [&](std::size_t row) { run_row(static_cast<int>(row)); });
  }

 private:
  void run_row(int row) const {
    for (int column = 0; column < out_.shape.width; ++column) function_(window(row, column), out_.pixel(row, column));
  }

  [[nodiscard]] Window window(int row, int column) const {
    const int top = row * window_.stride.height - window_.padding.top;
    const int left = column * window_.stride.width - window_.padding.left;
    const int first_row = std::max(top, 0);
    const int first_column = std::max(left, 0);
    const int rows = std::min(top + window_.kernel.height, in_.shape.height) - first_row;
    const int columns = std::min(left + window_.kernel.width, in_.shape.width) - first_column;
    const int padded_rows = std::min(window_.kernel.height, in_.shape.height + window_.padding.bottom - top);
    const int padded_columns = std::min(window_.kernel.width, in_.shape.width + window_.padding.right - left);
    return {
        .data = in_.pixel(first_row, first_column),
        .rows = static_cast<std::size_t>(rows),
        .columns = static_cast<std::size_t>(columns),
        .row_stride = static_cast<std::size_t>(in_.stride) * static_cast<std::size_t>(in_.shape.width),
        .pixel_stride = static_cast<std::size_t>(in_.stride),
        .channels = static_cast<std::size_t>(in_.shape.channels),
        .clamp = clamp_,
        .counted = static_cast<std::size_t>(window_.count_include_pad ? padded_rows * padded_columns : rows * columns)};
  }

  WindowFunction function_;
  AveragePool window_;
  Tensor in_;
  Tensor out_;
  Clamp clamp_;
  ThreadPool pool_;
};

/** The whole map is one window. */
class GlobalPooling : public Kernel {
 public:
  GlobalPooling(WindowFunction function, const Tensor& in, const Tensor& out, Clamp clamp)
      : function_(function),
        window_{.data = in.data,
                .rows = 1,
                .columns = static_cast<std::size_t>(in.pixels()),
                .row_stride = 0,
                .pixel_stride = static_cast<std::size_t>(in.stride),
                .channels = static_cast<std::size_t>(in.shape.channels),
                .clamp = clamp,
                .counted = static_cast<std::size_t>(in.pixels())},
        out_(out.data) {}

  [[nodiscard]] std::string_view name() const override { return "pooling"; }
  void run() override { function_(window_, out_); }

 private:
  WindowFunction function_;
  Window window_;
  float* out_;
};

class SoftmaxKernel : public Kernel {
 public:
  SoftmaxKernel(const Tensor& in, const Tensor& out) : in_(in.data), out_(out.data), count_(in.shape.channels) {}

  [[nodiscard]] std::string_view name() const override { return "softmax"; }
  void run() override {
    const float largest = *std::max_element(in_, in_ + count_);
    float sum = 0;
    for (int i = 0; i < count_; ++i) sum += out_[i] = std::exp(in_[i] - largest);
    for (int i = 0; i < count_; ++i) out_[i] /= sum;
  }

 private:
  const float* in_;
  float* out_;
  int count_;
};

}  // namespace

KernelPointer max_pool(const MaxPool& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool) {
  const AveragePool window{op.kernel, op.stride, op.padding};
  return std::make_unique<Pooling>(best_maximum, window, in, out, clamp, std::move(pool));
}

KernelPointer average_pool(const AveragePool& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool) {
  return std::make_unique<Pooling>(best_mean, op, in, out, clamp, std::move(pool));
}

KernelPointer global_average_pool(const Tensor& in, const Tensor& out, Clamp clamp) {
  return std::make_unique<GlobalPooling>(best_mean, in, out, clamp);
}

KernelPointer global_max_pool(const Tensor& in, const Tensor& out, Clamp clamp) {
  return std::make_unique<GlobalPooling>(best_maximum, in, out, clamp);
}

KernelPointer softmax(const Tensor& in, const Tensor& out) { return std::make_unique<SoftmaxKernel>(in, out); }

}  // namespace narrows::timing
#endif
