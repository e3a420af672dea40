#include "shuffle.hpp"

#include "tiling.hpp"

namespace narrows::training {
namespace {

class ShuffleStep : public Step {
 public:
  ShuffleStep(int groups, View* in, View* out, std::size_t batch)
      : Step({in}, {out}),
        tiling_(out->shape(), out->shape(), {}, padded(out->width()), padded(out->width()), batch),
        groups_(static_cast<std::size_t>(groups)) {}

  void forward(const Share& share) override {
    float* values = share.scratch;
    float* shuffled = values + run_floats();
    tiling_.for_each(share, [&](std::size_t first, std::size_t pixels) {
      load_values(in().reading(first), tiling_.geometry().in().patch(values, pixels), false);
      permute(pixels, [&](std::size_t from, std::size_t to) { shuffled[to] = values[from]; });
      Storing storing = out().storing(first, share.index);
      storing.from = shuffled;
      storing.pitch = pitch();
      storing.pixels = pixels;
      store_values(storing);
    });
  }

  void backward(const Share& share) override {
    if (!wants_gradient()) return;
    float* gradient = share.scratch;
    float* in_gradient = gradient + run_floats();
    tiling_.for_each(share, [&](std::size_t first, std::size_t pixels) {
      load_gradient(out().gradient_reading(first), tiling_.geometry().in().patch(gradient, pixels));
      permute(pixels, [&](std::size_t from, std::size_t to) { in_gradient[from] = gradient[to]; });
      GradientStoring storing = in().gradient_storing(first, share.index, adds());
      storing.from = in_gradient;
      storing.pitch = pitch();
      storing.pixels = pixels;
      store_gradient(storing);
    });
  }

  [[nodiscard]] std::size_t scratch() const override { return 2 * run_floats(); }
  [[nodiscard]] std::size_t bytes() const override { return tiling_.geometry().bytes(); }

 private:
  [[nodiscard]] std::size_t pitch() const { return tiling_.geometry().in().pitch(); }
  [[nodiscard]] std::size_t run_floats() const { return tiling_.geometry().images() * pitch(); }

  /** move(from, to) for every value, where both are counted in floats. */
  template <class Move>
  void permute(std::size_t pixels, const Move& move) const {
    const std::size_t width = out().width() / groups_;
    for (std::size_t at = 0; at < pixels * pitch(); at += pitch())
      for (std::size_t group = 0; group < groups_; ++group)
        for (std::size_t i = 0; i < width; ++i) move(at + group * width + i, at + i * groups_ + group);
  }

  Tiling tiling_;
  std::size_t groups_;
};

}  // namespace

StepPointer shuffle_step(int groups, View* in, View* out, std::size_t batch) {
  return std::make_unique<ShuffleStep>(groups, in, out, batch);
}

}  // namespace narrows::training
