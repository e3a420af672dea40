#pragma once

#include <string_view>

#include "narrows/sampling_law.hpp"

namespace narrows::spaces {

/**
 * A ready law for one of the spaces of our own design, "resnet", "probenet" or "mobilenetv3": "small" (about ten
 * thousand parameters), "middle" (about a hundred thousand) or "large" (about a million and more). The paper's spaces
 * have the paper's laws instead.
 *
 * Throws std::invalid_argument naming the spaces or sizes there are.
 */
[[nodiscard]] SamplingLaw law(std::string_view space, std::string_view size);

}  // namespace narrows::spaces
