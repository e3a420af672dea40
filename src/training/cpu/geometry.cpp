#include "geometry.hpp"

#include <algorithm>

namespace narrows::training {
namespace {

/** Rows that the window of the gradient reaches above the map: those of taps behind the padding. */
int before(int kernel, const Window& window) { return std::max(0, (kernel - 1 - window.padding) / window.stride); }

int behind(int in, int out, const Window& window) {
  return std::max(0, (in - 1 + window.padding) / window.stride - (out - 1));
}

}  // namespace

Room::Room(int height, int width, int top, int left, int bottom, int right, std::size_t pitch)
    : height_(height),
      width_(width),
      top_(top),
      left_(left),
      row_stride_(static_cast<std::size_t>(left + width + right) * pitch),
      image_stride_(static_cast<std::size_t>(top + height + bottom) * row_stride_),
      pitch_(pitch),
      bordered_(top + left + bottom + right > 0) {}

Patch Room::patch(float* data, std::size_t images) const {
  return {.data = data + at(0, 0, 0),
          .images = images,
          .height = static_cast<std::size_t>(height_),
          .width = static_cast<std::size_t>(width_),
          .image_stride = image_stride_,
          .row_stride = row_stride_,
          .pitch = pitch_};
}

std::int32_t Room::at(std::size_t image, int y, int x) const {
  const auto signed_size = [](std::size_t size) { return static_cast<std::ptrdiff_t>(size); };
  return static_cast<std::int32_t>(signed_size(image * image_stride_) + (y + top_) * signed_size(row_stride_) +
                                   (x + left_) * signed_size(pitch_));
}

Geometry::Geometry(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch,
                   std::size_t images)
    : images_(images),
      in_(in.height, in.width, window.padding, window.padding, window.padding, window.padding, in_pitch),
      out_(out.height, out.width, 0, 0, 0, 0, out_pitch),
      gradient_(out.height, out.width, before(window.kernel_height, window), before(window.kernel_width, window),
                behind(in.height, out.height, window), behind(in.width, out.width, window), out_pitch),
      in_gradient_(in.height, in.width, 0, 0, 0, 0, in_pitch) {
  list_forward(out, window);
  for (int row = 0; row < window.stride; ++row)
    for (int column = 0; column < window.stride; ++column) list_backward(in, window, row, column);
}

void Geometry::list_forward(Shape out, const Window& window) {
  forward_.per_image = static_cast<std::size_t>(out.height) * static_cast<std::size_t>(out.width);
  for (std::size_t image = 0; image < images_; ++image)
    for (int y = 0; y < out.height; ++y)
      for (int x = 0; x < out.width; ++x) {
        forward_.in_at.push_back(in_.at(image, y * window.stride - window.padding, x * window.stride - window.padding));
        forward_.out_at.push_back(out_.at(image, y, x));
        gradient_at_.push_back(gradient_.at(image, y, x));
      }
  for (int ky = 0; ky < window.kernel_height; ++ky)
    for (int kx = 0; kx < window.kernel_width; ++kx) {
      forward_.tap_at.push_back(in_.at(0, ky, kx) - in_.at(0, 0, 0));
      forward_.taps.push_back(ky * window.kernel_width + kx);
    }
}

void Geometry::list_backward(Shape in, const Window& window, int row_phase, int column_phase) {
  PixelList list;
  const auto first = [&](int phase) {
    return ((phase - window.padding) % window.stride + window.stride) % window.stride;
  };
  for (int ky = row_phase; ky < window.kernel_height; ky += window.stride)
    for (int kx = column_phase; kx < window.kernel_width; kx += window.stride) {
      list.tap_at.push_back(gradient_.at(0, -(ky / window.stride), -(kx / window.stride)) - gradient_.at(0, 0, 0));
      list.taps.push_back(ky * window.kernel_width + kx);
    }
  for (std::size_t image = 0; image < images_; ++image)
    for (int y = first(row_phase); y < in.height; y += window.stride)
      for (int x = first(column_phase); x < in.width; x += window.stride) {
        list.in_at.push_back(gradient_.at(image, (y + window.padding - row_phase) / window.stride,
                                          (x + window.padding - column_phase) / window.stride));
        list.out_at.push_back(in_gradient_.at(image, y, x));
      }
  list.per_image = list.in_at.size() / images_;
  if (list.per_image > 0) backward_.push_back(std::move(list));
}

std::size_t Geometry::bytes() const {
  std::size_t numbers = forward_.in_at.size() + forward_.out_at.size() + gradient_at_.size();
  for (const PixelList& list : backward_) numbers += list.in_at.size() + list.out_at.size();
  return numbers * sizeof(std::int32_t);
}

}  // namespace narrows::training
