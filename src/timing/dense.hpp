#pragma once

#include <cstddef>
#include <vector>

#include "tensor.hpp"

namespace narrows::timing {

/** A matrix [outputs, inputs], cut into blocks of outputs as wide as a kernel's registers. */
class DenseWeights {
 public:
  struct Block {
    int output;          ///< The first.
    int width;           ///< Outputs held, those past the last with weights 0.
    std::size_t offset;  ///< Of [inputs, width] in `values`.
  };

  DenseWeights(const float* matrix, int outputs, int inputs);

  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  [[nodiscard]] const float* at(const Block& block) const { return values_.data() + block.offset; }
  [[nodiscard]] int outputs() const { return outputs_; }
  [[nodiscard]] std::size_t bytes() const { return values_.size() * sizeof(float); }

 private:
  int outputs_;
  std::vector<Block> blocks_;
  std::vector<float> values_;
};

/** Some pixels of one block of outputs: bias, plus the sum of products over taps and inputs. */
struct DenseProduct {
  const float* const* pixels;  ///< [tap, pitch]: the inputs of each output pixel.
  std::size_t pitch;
  std::size_t first, last;  ///< Output pixels, the last excluded.
  std::size_t taps, inputs;
  const float* weights;   ///< [tap, input, width].
  const float* bias;      ///< [width], or null.
  const float* residual;  ///< Added before the clamp, or null.
  std::size_t residual_stride;
  float* out;  ///< Of pixel 0.
  std::size_t out_stride;
  std::size_t width;     ///< Of the block.
  std::size_t channels;  ///< Of these, the ones written.
  Clamp clamp;
};

void run(const DenseProduct& product);

}  // namespace narrows::timing
