#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "elementwise_kernels.cpp"
#include <hwy/foreach_target.h>
// after foreach_target
#include <hwy/highway.h>

#include "elementwise.hpp"
#include "lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace narrows::timing::HWY_NAMESPACE {

void add_pixels(const RunOfPixels& run) {
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* a = run.a + p * run.a_stride;
    const float* b = run.b + p * run.b_stride;
    float* out = run.out + p * run.out_stride;
    over_channels(run.channels, [&](auto d, std::size_t i) HWY_ATTR {
      const auto sum = hn::Add(hn::LoadU(d, a + i), hn::LoadU(d, b + i));
      hn::StoreU(clamp(d, sum, run.clamp.low, run.clamp.high), d, out + i);
    });
  }
}

void multiply_pixels(const RunOfPixels& run) {
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* a = run.a + p * run.a_stride;
    const float* b = run.b + p * run.b_stride;
    float* out = run.out + p * run.out_stride;
    over_channels(run.channels, [&](auto d, std::size_t i) HWY_ATTR {
      const auto product = hn::Mul(hn::LoadU(d, a + i), hn::LoadU(d, b + i));
      hn::StoreU(clamp(d, product, run.clamp.low, run.clamp.high), d, out + i);
    });
  }
}

void copy_pixels(const RunOfPixels& run) {
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* a = run.a + p * run.a_stride;
    float* out = run.out + p * run.out_stride;
    over_channels(run.channels, [&](auto d, std::size_t i) HWY_ATTR {
      hn::StoreU(clamp(d, hn::LoadU(d, a + i), run.clamp.low, run.clamp.high), d, out + i);
    });
  }
}

void scale_pixels(const RunOfPixels& run) {
  const float* shift = run.b + run.channels;
  for (std::size_t p = 0; p < run.pixels; ++p) {
    const float* a = run.a + p * run.a_stride;
    float* out = run.out + p * run.out_stride;
    over_channels(run.channels, [&](auto d, std::size_t i) HWY_ATTR {
      const auto y = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, run.b + i), hn::LoadU(d, shift + i));
      hn::StoreU(clamp(d, y, run.clamp.low, run.clamp.high), d, out + i);
    });
  }
}

}  // namespace narrows::timing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace narrows::timing {
namespace {

HWY_EXPORT(add_pixels);
HWY_EXPORT(multiply_pixels);
HWY_EXPORT(copy_pixels);
HWY_EXPORT(scale_pixels);

void best_add_pixels(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(add_pixels)(run); }
void best_multiply_pixels(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(multiply_pixels)(run); }
void best_copy_pixels(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(copy_pixels)(run); }
void best_scale_pixels(const RunOfPixels& run) { HWY_DYNAMIC_DISPATCH(scale_pixels)(run); }

/** One pass over all pixels of a map, shared between threads where there is enough to share. */
class Elementwise : public Kernel {
 public:
  Elementwise(PixelFunction function, RunOfPixels all, std::vector<float> constants, ThreadPool pool)
      : function_(function), all_(all), constants_(std::move(constants)), pool_(std::move(pool)) {
    if (!constants_.empty()) all_.b = constants_.data();
    const std::size_t elements = all_.pixels * all_.channels;
    parts_ = elements < smallest_share_ * 2 ? 1 : static_cast<std::size_t>(pool_.threads());
  }

  [[nodiscard]] std::string_view name() const override { return "element-wise"; }
  void run() override {
    if (parts_ == 1) return function_(all_);
    pool_.for_each(parts_, [&](std::size_t part) { function_(share(part)); });
  }

  [[nodiscard]] std::size_t bytes() const override { return constants_.size() * sizeof(float); }

 private:
  static constexpr std::size_t smallest_share_ = 8192;  // elements, below which waking a thread costs more

  [[nodiscard]] RunOfPixels share(std::size_t part) const {
    const std::size_t first = all_.pixels * part / parts_;
    RunOfPixels run = all_;
    run.a += first * run.a_stride;
    if (constants_.empty()) run.b += first * run.b_stride;
    run.out += first * run.out_stride;
    run.pixels = all_.pixels * (part + 1) / parts_ - first;
    return run;
  }

  PixelFunction function_;
  RunOfPixels all_;
  std::vector<float> constants_;
  ThreadPool pool_;
  std::size_t parts_;
};

}  // namespace

RunOfPixels all_pixels(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp) {
  const auto n = [](int value) { return static_cast<std::size_t>(value); };
  return {a.data,      b.data,        out.data, n(out.pixels()), n(out.shape.channels), n(a.stride),
          n(b.stride), n(out.stride), clamp};
}

RunOfPixels joined(RunOfPixels run) {
  if (run.a_stride != run.channels || run.b_stride != run.channels || run.out_stride != run.channels) return run;
  constexpr std::size_t most = 1024;  // so that there is still something to share between threads
  std::size_t pixels = run.pixels;
  std::size_t channels = run.channels;
  while (pixels % 2 == 0 && channels < most) {
    pixels /= 2;
    channels *= 2;
  }
  run.pixels = pixels;
  run.channels = run.a_stride = run.b_stride = run.out_stride = channels;
  return run;
}

KernelPointer over_pixels(PixelFunction function, RunOfPixels all, std::vector<float> constants, ThreadPool pool) {
  return std::make_unique<Elementwise>(function, all, std::move(constants), std::move(pool));
}

KernelPointer multiply(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp, ThreadPool pool) {
  RunOfPixels run = all_pixels(a, b, out, clamp);
  if (b.pixels() < a.pixels()) run.b_stride = 0;
  return over_pixels(best_multiply_pixels, joined(run), {}, std::move(pool));
}

KernelPointer add(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp, ThreadPool pool) {
  return over_pixels(best_add_pixels, joined(all_pixels(a, b, out, clamp)), {}, std::move(pool));
}

KernelPointer copy(const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool) {
  return over_pixels(best_copy_pixels, joined(all_pixels(in, in, out, clamp)), {}, std::move(pool));
}

KernelPointer scale_shift(const Convolution& op, const Tensor& in, const Tensor& out, Clamp clamp, ThreadPool pool) {
  std::vector<float> constants = op.weights;
  constants.insert(constants.end(), op.bias.begin(), op.bias.end());
  return over_pixels(best_scale_pixels, all_pixels(in, in, out, clamp), std::move(constants), std::move(pool));
}

}  // namespace narrows::timing
#endif
