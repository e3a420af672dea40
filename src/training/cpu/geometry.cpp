#include "geometry.hpp"

#include <algorithm>

namespace narrows::training {

int Axis::behind() const { return std::max(0, (out - 1) * stride + reach() + 1 - before - in); }
int Axis::gradient_before() const { return std::max(0, (reach() - before) / stride); }
int Axis::gradient_behind() const { return std::max(0, (in - 1 + before) / stride - (out - 1)); }
int Axis::first(int phase) const { return ((phase - before) % stride + stride) % stride; }

Axis rows(Shape in, Shape out, const Window& window) {
  return {in.height,         out.height, window.kernel.height, window.stride.height, window.dilation.height,
          window.padding.top};
}

Axis columns(Shape in, Shape out, const Window& window) {
  return {in.width, out.width, window.kernel.width, window.stride.width, window.dilation.width, window.padding.left};
}

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
      rows_(rows(in, out, window)),
      columns_(columns(in, out, window)),
      in_(in.height, in.width, rows_.before, columns_.before, rows_.behind(), columns_.behind(), in_pitch),
      out_(out.height, out.width, 0, 0, 0, 0, out_pitch),
      gradient_(out.height, out.width, rows_.gradient_before(), columns_.gradient_before(), rows_.gradient_behind(),
                columns_.gradient_behind(), out_pitch),
      in_gradient_(in.height, in.width, 0, 0, 0, 0, in_pitch) {
  list_forward();
  for (int row = 0; row < rows_.stride; ++row)
    for (int column = 0; column < columns_.stride; ++column) list_backward(row, column);
}

void Geometry::list_forward() {
  forward_.per_image = static_cast<std::size_t>(rows_.out) * static_cast<std::size_t>(columns_.out);
  for (std::size_t image = 0; image < images_; ++image)
    for (int y = 0; y < rows_.out; ++y)
      for (int x = 0; x < columns_.out; ++x) {
        forward_.in_at.push_back(in_.at(image, y * rows_.stride - rows_.before, x * columns_.stride - columns_.before));
        forward_.out_at.push_back(out_.at(image, y, x));
        gradient_at_.push_back(gradient_.at(image, y, x));
      }
  for (int ky = 0; ky < rows_.kernel; ++ky)
    for (int kx = 0; kx < columns_.kernel; ++kx) {
      forward_.tap_at.push_back(in_.at(0, ky * rows_.dilation, kx * columns_.dilation) - in_.at(0, 0, 0));
      forward_.taps.push_back(ky * columns_.kernel + kx);
    }
}

/** Input pixel y and tap k belong to the output pixel (y + before - k * dilation) / stride, where that is whole. */
void Geometry::list_backward(int row_phase, int column_phase) {
  PixelList list;
  for (int ky = 0; ky < rows_.kernel; ++ky)
    for (int kx = 0; kx < columns_.kernel; ++kx) {
      const int row = ky * rows_.dilation - row_phase;
      const int column = kx * columns_.dilation - column_phase;
      if (row % rows_.stride != 0 || column % columns_.stride != 0) continue;
      list.tap_at.push_back(gradient_.at(0, -(row / rows_.stride), -(column / columns_.stride)) -
                            gradient_.at(0, 0, 0));
      list.taps.push_back(ky * columns_.kernel + kx);
    }
  for (std::size_t image = 0; image < images_; ++image)
    for (int y = rows_.first(row_phase); y < rows_.in; y += rows_.stride)
      for (int x = columns_.first(column_phase); x < columns_.in; x += columns_.stride) {
        list.in_at.push_back(gradient_.at(image, (y + rows_.before - row_phase) / rows_.stride,
                                          (x + columns_.before - column_phase) / columns_.stride));
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
