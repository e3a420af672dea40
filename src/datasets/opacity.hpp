#pragma once

#include "narrows/image.hpp"

namespace narrows {

/**
 * Without the last channel, opacity: what shows through is white, as on a page; or black where the picture, such as a
 * white icon, could not be told from white.
 */
[[nodiscard]] Image without_opacity(const Image& image);

}  // namespace narrows
