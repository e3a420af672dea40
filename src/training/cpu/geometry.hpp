#pragma once

#include <cstdint>
#include <vector>

#include "kernels.hpp"
#include "narrows/op.hpp"
#include "narrows/shape.hpp"

namespace narrows::training {

/** What moves over a map. */
struct Window {
  Sides kernel = 1;
  Sides stride = 1;
  Padding padding = 0;
  Sides dilation = 1;

  [[nodiscard]] int taps() const { return kernel.height * kernel.width; }
  [[nodiscard]] bool one_pixel() const { return taps() == 1 && stride == 1 && padding == 0; }
};

/** A window's way along one side of a map. */
struct Axis {
  int in, out, kernel, stride, dilation;
  int before;  ///< Padding that the first window begins in.

  [[nodiscard]] int reach() const { return (kernel - 1) * dilation; }
  /** Padding that the last window ends in. */
  [[nodiscard]] int behind() const;
  /** Where the taps that an input pixel is read through come from: this far before and behind the output. */
  [[nodiscard]] int gradient_before() const;
  [[nodiscard]] int gradient_behind() const;
  /** The first input pixel of those whose taps are `phase` and every stride-th from there. */
  [[nodiscard]] int first(int phase) const;
};

[[nodiscard]] Axis rows(Shape in, Shape out, const Window& window);
[[nodiscard]] Axis columns(Shape in, Shape out, const Window& window);

/** Where pixels lie in working memory, in floats from its beginning, and where their taps lie from there. */
struct PixelList {
  std::vector<std::int32_t> in_at, out_at;  ///< Of each pixel, image after image.
  std::vector<std::int32_t> tap_at;
  std::vector<int> taps;  ///< Their numbers in the kernel.
  std::size_t per_image = 0;
};

/** A map inside a border, image after image. */
class Room {
 public:
  Room() = default;
  Room(int height, int width, int top, int left, int bottom, int right, std::size_t pitch);

  /** `images` maps in working memory that begins at `data`. */
  [[nodiscard]] Patch patch(float* data, std::size_t images) const;
  [[nodiscard]] std::int32_t at(std::size_t image, int y, int x) const;
  [[nodiscard]] std::size_t floats(std::size_t images) const { return images * image_stride_; }
  [[nodiscard]] std::size_t pitch() const { return pitch_; }
  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_);
  }
  [[nodiscard]] bool bordered() const { return bordered_; }

 private:
  int height_ = 1, width_ = 1, top_ = 0, left_ = 0;
  std::size_t row_stride_ = 0, image_stride_ = 0, pitch_ = 0;
  bool bordered_ = false;
};

/** How a window moves over a tile of images: pixels and taps, forwards and for the gradient of its input. */
class Geometry {
 public:
  /** Pitches in floats, multiples of `widest`. */
  Geometry(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch, std::size_t images);

  [[nodiscard]] const Room& in() const { return in_; }              ///< Inside the window's padding.
  [[nodiscard]] const Room& out() const { return out_; }            ///< Dense.
  [[nodiscard]] const Room& gradient() const { return gradient_; }  ///< The output's, inside what backward() reaches.
  [[nodiscard]] const Room& in_gradient() const { return in_gradient_; }  ///< Dense.

  /** Output pixels: read in(), write out(). */
  [[nodiscard]] const PixelList& forward() const { return forward_; }
  /** Where output pixels lie in gradient(). */
  [[nodiscard]] const std::vector<std::int32_t>& gradient_at() const { return gradient_at_; }
  /** Input pixels: read gradient(), write in_gradient(). One list for each class of pixels that has the same taps. */
  [[nodiscard]] const std::vector<PixelList>& backward() const { return backward_; }
  [[nodiscard]] std::size_t images() const { return images_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  void list_forward();
  void list_backward(int row_phase, int column_phase);

  std::size_t images_;
  Axis rows_, columns_;
  Room in_, out_, gradient_, in_gradient_;
  PixelList forward_;
  std::vector<std::int32_t> gradient_at_;
  std::vector<PixelList> backward_;
};

}  // namespace narrows::training
