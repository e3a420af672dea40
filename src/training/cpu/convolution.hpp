#pragma once

#include <optional>

#include "tiling.hpp"

namespace narrows::training {

/** A convolution, or a linear layer, whose window is the whole map. */
struct ConvolutionSpec {
  Window window;
  int groups = 1;
  int outputs = 0;
  ArraySpec weight;
  std::optional<ArraySpec> bias;

  /** Whether it can be computed together with another that reads the same values. */
  [[nodiscard]] bool joins(const ConvolutionSpec& other) const {
    const auto reads_pixels = [](const ConvolutionSpec& spec) { return spec.window.one_pixel() && spec.groups == 1; };
    return reads_pixels(*this) && reads_pixels(other) && bias.has_value() == other.bias.has_value();
  }
};

/** Of each channel on its own, or of all inputs of a group. `batch` is the most images. */
[[nodiscard]] StepPointer convolution_step(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch,
                                           Parameters& parameters);

/** Several that join each other: their input is loaded once, and their outputs fill the same vectors. */
[[nodiscard]] StepPointer convolutions_step(const std::vector<ConvolutionSpec>& specs, View* in,
                                            const std::vector<View*>& outs, std::size_t batch, Parameters& parameters);

/** What all convolutions do: tile by tile, between what is stored and what products read and write. */
class Convolution : public Step {
 public:
  void forward(const Share& share) override;
  void backward(const Share& share) override;
  [[nodiscard]] std::size_t scratch() const override;
  [[nodiscard]] std::size_t bytes() const override { return geometry().bytes(); }

 protected:
  Convolution(View* in, std::vector<View*> outs, Tiling tiling, Parameters& parameters);

  [[nodiscard]] const Geometry& geometry() const { return tiling_.geometry(); }
  [[nodiscard]] const float* values() const { return parameters_.values(); }

  virtual void products(const float* inputs, float* results, std::size_t units) const = 0;
  /** Adds to the gradients of the parameters. */
  virtual void weight_products(const Share& share, const float* inputs, const float* gradient,
                               std::size_t units) const = 0;
  virtual void input_products(const float* gradient, float* in_gradient, std::size_t units) const = 0;

  void add_bias_gradient(float* sums, const float* gradient, std::size_t channels, std::size_t units) const;

  /** Where a step works on other pixels than it reads: `spare` has room for a tile of these. */
  virtual void load_inputs(std::size_t first, std::size_t units, float* inputs, float* spare) const;
  virtual void store_input_gradient(GradientStoring storing, float* spare) const;
  [[nodiscard]] virtual std::size_t spare() const { return 0; }

 private:
  void load_gradients(std::size_t first, std::size_t units, float* gradient) const;

  Tiling tiling_;
  Parameters& parameters_;
};

}  // namespace narrows::training
