#include "sum.hpp"

#include "tiling.hpp"

namespace narrows::training {
namespace {

class SumStep : public Step {
 public:
  SumStep(std::vector<View*> inputs, View* out, std::size_t batch)
      : Step(std::move(inputs), {out}),
        tiling_(out->shape(), out->shape(), {}, padded(out->width()), padded(out->width()), batch) {}

  void forward(const Share& share) override {
    tiling_.for_each(share, [&](std::size_t first, std::size_t pixels) {
      const Patch patch = tiling_.geometry().in().patch(share.scratch, pixels);
      for (std::size_t i = 0; i < inputs().size(); ++i) load_values(in(i).reading(first), patch, i > 0);
      Storing storing = out().storing(first, share.index);
      storing.from = share.scratch;
      storing.pitch = patch.pitch;
      storing.pixels = pixels;
      store_values(storing);
    });
  }

  void backward(const Share& share) override {
    tiling_.for_each(share, [&](std::size_t first, std::size_t pixels) {
      const Patch patch = tiling_.geometry().in().patch(share.scratch, pixels);
      bool loaded = false;
      for (std::size_t i = 0; i < inputs().size(); ++i) {
        if (!wants_gradient(i)) continue;
        if (!loaded) load_gradient(out().gradient_reading(first), patch);
        loaded = !in(i).bend;  // else it is changed in place
        GradientStoring storing = in(i).gradient_storing(first, share.index, adds(i));
        storing.from = share.scratch;
        storing.pitch = patch.pitch;
        storing.pixels = pixels;
        store_gradient(storing);
      }
    });
  }

  [[nodiscard]] std::size_t scratch() const override {
    return tiling_.geometry().in().floats(tiling_.geometry().images());
  }
  [[nodiscard]] std::size_t bytes() const override { return tiling_.geometry().bytes(); }

 private:
  Tiling tiling_;
};

}  // namespace

StepPointer sum_step(std::vector<View*> inputs, View* out, std::size_t batch) {
  return std::make_unique<SumStep>(std::move(inputs), out, batch);
}

}  // namespace narrows::training
