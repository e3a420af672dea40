#pragma once

#include "narrows/dataset.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** Throws std::invalid_argument unless the network reads images of this shape. */
void check_input(const Network& network, Shape images);

}  // namespace narrows
