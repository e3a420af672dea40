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

/** Convolution with all inputs of a group, or several such with the same inputs. */
class DenseConvolution : public Convolution {
 public:
  /** Several specs must be such that join each other. */
  DenseConvolution(const std::vector<ConvolutionSpec>& specs, View* in, const std::vector<View*>& outs,
                   std::size_t batch, Parameters& parameters);

  void prepare(const Parameters& parameters) override;
  [[nodiscard]] std::size_t bytes() const override;

 private:
  /** The weights of one list of pixels for the gradient of the input: outputs and inputs exchanged. */
  struct Exchanged {
    std::vector<std::uint32_t> from;  ///< Offsets in the parameters.
    std::vector<float> weights;
    std::vector<Panel> panels;
  };
  struct Sizes {
    std::size_t groups, inputs;  ///< Inputs and outputs of a group, the latter of all specs together.
    std::size_t outputs = 0;
    std::size_t taps;
    Sizes(const std::vector<ConvolutionSpec>& specs, const View& in);
  };

  DenseConvolution(const Sizes& sizes, std::vector<Panel> panels, const std::vector<ConvolutionSpec>& specs, View* in,
                   const std::vector<View*>& outs, std::size_t batch, Parameters& parameters);

  void products(const float* inputs, float* results, std::size_t units) const override;
  void weight_products(const Share& share, const float* inputs, const float* gradient,
                       std::size_t units) const override;
  void input_products(const float* gradient, float* in_gradient, std::size_t units) const override;

  [[nodiscard]] static std::vector<Panel> panels_of_all(const Sizes& sizes);
  void add_weights(const std::vector<ConvolutionSpec>& specs, const Layout& all, Parameters& parameters);
  void add_biases(const std::vector<ConvolutionSpec>& specs, Parameters& parameters);
  [[nodiscard]] Layout layout() const;
  [[nodiscard]] Exchanged exchange(const Layout& layout, const std::vector<int>& taps) const;

  Sizes sizes_;
  std::vector<Panel> panels_;
  std::size_t weight_ = 0, bias_ = 0;  ///< Offsets in the parameters; no bias at 0.
  std::vector<Exchanged> exchanged_;
};

}  // namespace narrows::training
