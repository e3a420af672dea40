#pragma once

#include "narrows/shape.hpp"

namespace narrows {

/** A feature map while a network is being built: its number and its shape. */
struct Value {
  int id = 0;
  Shape shape;
};

}  // namespace narrows
