#pragma once

#include "convolution.hpp"

namespace narrows::training {

/** Outputs that one product computes. */
struct Panel {
  std::size_t group = 0;
  std::size_t output = 0;   ///< The first, of all groups'.
  std::size_t outputs = 0;  ///< Those that are there.
  std::size_t width = 0;    ///< Those computed.
  std::size_t offset = 0;   ///< Of its weights, [tap, input, width].
};

/** The panels of groups of `outputs`, whose weights have `rows` taps and inputs. */
[[nodiscard]] std::vector<Panel> panels_of(std::size_t groups, std::size_t outputs, std::size_t rows);

/** Floats of a pixel of which every panel can be written. */
[[nodiscard]] std::size_t pitch_of(const std::vector<Panel>& panels);

/** Convolution with all inputs of a group. */
class DenseConvolution : public Step {
 public:
  DenseConvolution(const ConvolutionSpec& spec, View* in, View* out, std::size_t batch, Parameters& parameters);

  void prepare(const Parameters& parameters) override;
  void forward(const Share& share) override;
  void backward(const Share& share) override;
  [[nodiscard]] std::size_t scratch() const override;
  [[nodiscard]] std::size_t bytes() const override;

 private:
  /** The weights of one list of pixels for the gradient of the input: outputs and inputs exchanged. */
  struct Exchanged {
    std::vector<std::uint32_t> from;  ///< Offsets in the parameters.
    std::vector<float> weights;
    std::vector<Panel> panels;
  };

  [[nodiscard]] Layout layout(const ConvolutionSpec& spec) const;
  [[nodiscard]] Exchanged exchange(const Layout& layout, const std::vector<int>& taps) const;
  void add_weight_gradients(const Share& share, const float* inputs, const float* gradient, std::size_t units) const;
  void input_gradient(const float* gradient, float* in_gradient, std::size_t units) const;

  std::size_t groups_, inputs_, outputs_, taps_;  ///< Of a group.
  std::vector<Panel> panels_, exchanged_panels_;
  Tiling tiling_;
  Parameters& parameters_;
  std::size_t weight_ = 0, bias_ = 0;  ///< Offsets in the parameters; no bias at 0.
  std::vector<Exchanged> exchanged_;
};

}  // namespace narrows::training
