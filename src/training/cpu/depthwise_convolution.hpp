#pragma once

#include "convolution.hpp"

namespace narrows::training {

/** Convolution of each input channel on its own, with one or several outputs for each. */
class DepthwiseConvolution : public Step {
 public:
  DepthwiseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch, Parameters& parameters);

  void forward(const Share& share) override;
  void backward(const Share& share) override;
  [[nodiscard]] std::size_t scratch() const override;
  [[nodiscard]] std::size_t bytes() const override;

 private:
  void load_inputs(std::size_t first, std::size_t units, float* inputs, float* narrow) const;
  void add_weight_gradients(const Share& share, const float* inputs, const float* gradient, std::size_t units) const;
  void input_gradient(const float* gradient, float* in_gradient, std::size_t units) const;

  std::size_t channels_, repeats_, taps_;  ///< Channels of the output, padded; outputs for each input.
  Tiling tiling_;
  Room narrow_;  ///< The input's pixels before channels are repeated.
  Parameters& parameters_;
  std::size_t weight_ = 0, bias_ = 0;
  std::vector<std::int32_t> weight_at_;                  ///< Of each tap.
  std::vector<std::vector<std::int32_t>> back_weights_;  ///< Of each tap of each list of pixels.
};

}  // namespace narrows::training
