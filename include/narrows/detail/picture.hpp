#pragma once

#include "narrows/image.hpp"

namespace narrows::detail {

/** A part of an image, in pixels that need not be whole ones. */
struct Box {
  double left = 0, top = 0, width = 0, height = 0;

  friend bool operator==(const Box&, const Box&) = default;
};

/** All of an image. */
[[nodiscard]] Box box_of(const Image& image);

/**
 * An image that a picture fills only in part: 375 rows at an eighth of their size are 46.875, so that the picture ends
 * within the last of 47.
 */
struct Picture {
  Image image;
  Box box;
};

/** As prepare() of an image that its picture fills. */
[[nodiscard]] Image prepare(const Picture& picture, const Preprocessing& preprocessing);

}  // namespace narrows::detail
