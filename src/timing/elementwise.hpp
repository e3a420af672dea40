#pragma once

#include <cstddef>
#include <vector>

#include "kernel.hpp"

namespace narrows::timing {

/** Pixels that one thread takes at once; `b` is the second map, or the factors followed by the shifts. */
struct RunOfPixels {
  const float* a;
  const float* b;
  float* out;
  std::size_t pixels, channels;
  std::size_t a_stride, b_stride, out_stride;
  Clamp clamp;
  Curve curve{};   ///< Of an activation.
  int groups = 1;  ///< Of a shuffle.
};

using PixelFunction = void (*)(const RunOfPixels&);

/** All pixels of the maps. */
[[nodiscard]] RunOfPixels all_pixels(const Tensor& a, const Tensor& b, const Tensor& out, Clamp clamp);
/** Maps without gaps are a few long pixels, which leaves fewer remainders. */
[[nodiscard]] RunOfPixels joined(RunOfPixels run);

/**
 * One pass over all pixels of a map, shared between threads where there is enough to share. `constants`, where there
 * are any, are `b`.
 */
[[nodiscard]] KernelPointer over_pixels(PixelFunction function, RunOfPixels all, std::vector<float> constants,
                                        ThreadPool pool);

}  // namespace narrows::timing
