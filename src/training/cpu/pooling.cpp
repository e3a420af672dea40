#include "pooling.hpp"

#include <algorithm>
#include <limits>

#include "tiling.hpp"

namespace narrows::training {
namespace {

enum class PoolingKind : std::uint8_t { maximum, average };

class PoolingStep : public Step {
 public:
  PoolingStep(PoolingKind kind, const Window& window, Padding counted, View* in, View* out, std::size_t batch)
      : Step({in}, {out}),
        kind_(kind),
        channels_(padded(in->width())),
        tiling_(in->shape(), out->shape(), window, channels_, channels_, batch) {
    if (kind == PoolingKind::average) count_taps(window, counted);
  }

  void forward(const Share& share) override {
    const Geometry& geometry = tiling_.geometry();
    float* inputs = share.scratch;
    float* results = inputs + geometry.in().floats(geometry.images());
    fill_border(inputs);
    tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
      load_values(in().reading(first * geometry.in().pixels()), geometry.in().patch(inputs, units), false);
      const Pooling pooling = windows(inputs, results, units);
      kind_ == PoolingKind::maximum ? pool_max(pooling) : pool_average(pooling);
      Storing storing = out().storing(first * geometry.out().pixels(), share.index);
      storing.from = results;
      storing.pitch = geometry.out().pitch();
      storing.pixels = pooling.pixels;
      store_values(storing);
    });
  }

  void backward(const Share& share) override {
    if (!wants_gradient()) return;
    const Geometry& geometry = tiling_.geometry();
    float* inputs = share.scratch;
    float* gradient = inputs + geometry.in().floats(geometry.images());
    float* in_gradient = gradient + geometry.out().floats(geometry.images());
    fill_border(inputs);
    tiling_.for_each(share, [&](std::size_t first, std::size_t units) {
      if (kind_ == PoolingKind::maximum)
        load_values(in().reading(first * geometry.in().pixels()), geometry.in().patch(inputs, units), false);
      load_gradient(out().gradient_reading(first * geometry.out().pixels()), geometry.out().patch(gradient, units));
      clear(in_gradient, geometry.in().floats(units));
      Pooling pooling = windows(inputs, gradient, units);
      pooling.in_gradient = in_gradient;
      kind_ == PoolingKind::maximum ? pool_max_back(pooling) : pool_average_back(pooling);
      store(share, first, units, in_gradient);
    });
  }

  [[nodiscard]] std::size_t scratch() const override {
    const Geometry& geometry = tiling_.geometry();
    return 2 * geometry.in().floats(geometry.images()) + geometry.out().floats(geometry.images());
  }
  [[nodiscard]] std::size_t bytes() const override { return tiling_.geometry().bytes(); }

 private:
  [[nodiscard]] Pooling windows(const float* inputs, float* results, std::size_t units) const {
    const PixelList& pixels = tiling_.geometry().forward();
    return {.in = inputs,
            .in_at = pixels.in_at.data(),
            .tap_at = pixels.tap_at.data(),
            .taps = pixels.taps.size(),
            .channels = channels_,
            .pixels = units * pixels.per_image,
            .out_at = pixels.out_at.data(),
            .factors = factors_.data(),
            .out = results};
  }

  void fill_border(float* inputs) const {
    const Geometry& geometry = tiling_.geometry();
    if (!geometry.in().bordered()) return;
    const float value = kind_ == PoolingKind::maximum ? -std::numeric_limits<float>::infinity() : 0.0F;
    std::fill_n(inputs, geometry.in().floats(geometry.images()), value);
  }

  /** The gradient lies inside the window's padding: stored row by row. */
  void store(const Share& share, std::size_t first, std::size_t units, float* in_gradient) {
    const Patch patch = tiling_.geometry().in().patch(in_gradient, units);
    const std::size_t run = tiling_.geometry().in().bordered() ? patch.width : patch.width * patch.height * units;
    std::size_t pixel = first * tiling_.geometry().in().pixels();
    for (std::size_t done = 0; done < patch.width * patch.height * units; done += run) {
      const std::size_t row = done / patch.width;
      GradientStoring storing = in().gradient_storing(pixel + done, share.index, adds());
      storing.from = patch.data + row / patch.height * patch.image_stride + row % patch.height * patch.row_stride;
      storing.pitch = patch.pitch;
      storing.pixels = run;
      store_gradient(storing);
    }
  }

  /** One over the taps of each output pixel that count. */
  void count_taps(const Window& window, Padding counted) {
    const Axis row = rows(in().shape(), out().shape(), window);
    const Axis column = columns(in().shape(), out().shape(), window);
    for (std::size_t image = 0; image < tiling_.geometry().images(); ++image)
      for (int y = 0; y < row.out; ++y)
        for (int x = 0; x < column.out; ++x)
          factors_.push_back(1.0F /
                             static_cast<float>(taps_between(row, y, -counted.top, row.in + counted.bottom) *
                                                taps_between(column, x, -counted.left, column.in + counted.right)));
  }

  /** Taps of the window of output pixel `at` that lie in [begin, end). */
  static int taps_between(const Axis& axis, int at, int begin, int end) {
    const int first = at * axis.stride - axis.before;
    return std::min(first + axis.kernel, end) - std::max(first, begin);
  }

  PoolingKind kind_;
  std::size_t channels_;
  Tiling tiling_;
  std::vector<float> factors_;
};

}  // namespace

StepPointer maximum_step(const Window& window, View* in, View* out, std::size_t batch) {
  return std::make_unique<PoolingStep>(PoolingKind::maximum, window, 0, in, out, batch);
}

StepPointer average_step(const Window& window, Padding counted, View* in, View* out, std::size_t batch) {
  return std::make_unique<PoolingStep>(PoolingKind::average, window, counted, in, out, batch);
}

}  // namespace narrows::training
