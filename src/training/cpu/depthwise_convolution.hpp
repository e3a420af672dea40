#pragma once

#include "convolution.hpp"

namespace narrows::training {

/** Convolution of each input channel on its own, with one or several outputs for each. */
class DepthwiseConvolution : public Convolution {
 public:
  DepthwiseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch, Parameters& parameters);

 private:
  void products(const float* inputs, float* results, std::size_t units) const override;
  void weight_products(const Share& share, const float* inputs, const float* gradient,
                       std::size_t units) const override;
  void input_products(const float* gradient, float* in_gradient, std::size_t units) const override;
  void load_inputs(std::size_t first, std::size_t units, float* inputs, float* spare) const override;
  void store_input_gradient(GradientStoring storing, float* spare) const override;
  [[nodiscard]] std::size_t spare() const override;

  std::size_t channels_, repeats_, taps_;  ///< Channels of the output, padded; outputs for each input.
  Room narrow_;                            ///< The input's pixels before channels are repeated.
  std::size_t weight_ = 0, bias_ = 0;
  std::vector<std::int32_t> weight_at_;                  ///< Of each tap.
  std::vector<std::vector<std::int32_t>> back_weights_;  ///< Of each tap of each list of pixels.
};

}  // namespace narrows::training
