#include "multiplication.hpp"

#include "tiling.hpp"

namespace narrows::training {
namespace {

/** Runs of pixels in working memory: a run's factors are as many, or one pixel for the image that it belongs to. */
class MultiplicationStep : public Step {
 public:
  MultiplicationStep(View* map, View* factors, View* out, std::size_t batch)
      : Step({map, factors}, {out}),
        tiling_(out->shape(), out->shape(), {}, padded(out->width()), padded(out->width()), batch),
        by_channel_(factors->shape() != map->shape()) {}

  void forward(const Share& share) override {
    float* values = share.scratch;
    float* factors = values + run_floats();
    for_each_run(share, [&](std::size_t first, std::size_t pixels) {
      load_values(in(0).reading(first), run(values, pixels), false);
      load_values(in(1).reading(factor_pixel(first)), run(factors, factor_pixels(pixels)), false);
      scale_values(scaling(values, factors, pixels, by_channel_));
      Storing storing = out().storing(first, share.index);
      storing.from = values;
      storing.pitch = pitch();
      storing.pixels = pixels;
      store_values(storing);
    });
  }

  void backward(const Share& share) override {
    float* values = share.scratch;
    float* factors = values + run_floats();
    float* gradient = factors + run_floats();
    float* sums = gradient + run_floats();
    for_each_run(share, [&](std::size_t first, std::size_t pixels) {
      load_values(in(0).reading(first), run(values, pixels), false);
      load_values(in(1).reading(factor_pixel(first)), run(factors, factor_pixels(pixels)), false);
      load_gradient(out().gradient_reading(first), run(gradient, pixels));
      scale_values(scaling(values, gradient, pixels, false));
      scale_values(scaling(gradient, factors, pixels, by_channel_));
      if (wants_gradient(0)) store(share, 0, first, gradient, pixels);
      if (!wants_gradient(1)) return;
      if (!by_channel_) return store(share, 1, first, values, pixels);
      if (first % image_pixels() == 0) clear(sums, pitch());
      add_channels({.from = values,
                    .at = tiling_.geometry().forward().in_at.data(),
                    .pixels = pixels,
                    .channels = pitch(),
                    .sums = sums});
      if ((first + pixels) % image_pixels() == 0) store(share, 1, factor_pixel(first), sums, 1);
    });
  }

  [[nodiscard]] std::size_t scratch() const override { return 3 * run_floats() + pitch(); }
  [[nodiscard]] std::size_t bytes() const override { return tiling_.geometry().bytes(); }

 private:
  [[nodiscard]] std::size_t image_pixels() const { return in(0).map->pixels(); }
  [[nodiscard]] std::size_t pitch() const { return tiling_.geometry().in().pitch(); }
  [[nodiscard]] std::size_t run_floats() const { return tiling_.geometry().images() * pitch(); }
  [[nodiscard]] std::size_t factor_pixel(std::size_t pixel) const {
    return by_channel_ ? pixel / image_pixels() : pixel;
  }
  [[nodiscard]] std::size_t factor_pixels(std::size_t pixels) const { return by_channel_ ? 1 : pixels; }
  [[nodiscard]] Patch run(float* data, std::size_t pixels) const { return tiling_.geometry().in().patch(data, pixels); }

  /** function(first, pixels) for runs of pixels, each of one image where factors are an image's. */
  template <class Function>
  void for_each_run(const Share& share, const Function& function) const {
    if (!by_channel_) return tiling_.for_each(share, function);
    for (Share image = share; image.first < share.last; ++image.first) {
      image.last = image.first + 1;
      tiling_.for_each(image, function);
    }
  }

  [[nodiscard]] Scaling scaling(float* values, const float* factors, std::size_t pixels, bool by_channel) const {
    return {.values = values,
            .factors = factors,
            .pitch = pitch(),
            .factor_pitch = by_channel ? 0 : pitch(),
            .pixels = pixels,
            .channels = pitch()};
  }

  void store(const Share& share, std::size_t i, std::size_t first, float* gradient, std::size_t pixels) {
    GradientStoring storing = in(i).gradient_storing(first, share.index, adds(i));
    storing.from = gradient;
    storing.pitch = pitch();
    storing.pixels = pixels;
    store_gradient(storing);
  }

  Tiling tiling_;
  bool by_channel_;
};

}  // namespace

StepPointer multiplication_step(View* map, View* factors, View* out, std::size_t batch) {
  return std::make_unique<MultiplicationStep>(map, factors, out, batch);
}

}  // namespace narrows::training
