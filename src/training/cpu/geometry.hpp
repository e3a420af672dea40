#pragma once

#include <cstdint>
#include <vector>

#include "kernels.hpp"
#include "narrows/shape.hpp"

namespace narrows::training {

struct Window {
  int kernel_height = 1, kernel_width = 1, stride = 1, padding = 0;
  [[nodiscard]] int taps() const { return kernel_height * kernel_width; }
};

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
  [[nodiscard]] std::size_t pixels() const { return static_cast<std::size_t>(height_ * width_); }
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
  void list_forward(Shape out, const Window& window);
  void list_backward(Shape in, const Window& window, int row_phase, int column_phase);

  std::size_t images_;
  Room in_, out_, gradient_, in_gradient_;
  PixelList forward_;
  std::vector<std::int32_t> gradient_at_;
  std::vector<PixelList> backward_;
};

}  // namespace narrows::training
