#pragma once

#include <algorithm>

#include "geometry.hpp"
#include "step.hpp"

namespace narrows::training {

/** Tiles of a batch: whole images, or where a window is one pixel, pixels. */
class Tiling {
 public:
  Tiling(Shape in, Shape out, const Window& window, std::size_t in_pitch, std::size_t out_pitch, std::size_t batch);

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  /** function(first, count) for tiles of the images of a share; `first` and `count` in units of the geometry. */
  template <class Function>
  void for_each(const Share& share, const Function& function) const {
    const std::size_t last = share.last * units_per_image_;
    for (std::size_t first = share.first * units_per_image_; first < last; first += geometry_.images())
      function(first, std::min(geometry_.images(), last - first));
  }

 private:
  std::size_t units_per_image_;
  Geometry geometry_;
};

}  // namespace narrows::training
