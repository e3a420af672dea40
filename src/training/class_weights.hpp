#pragma once

#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/recipe.hpp"

namespace narrows {

/**
 * How often an image of each class counts in the loss, see Recipe::balance; 1 on average over the images. A class
 * without images has 1. Empty where all images count once.
 *
 * References
 * ----------
 * G. King and L. Zeng, Logistic regression in rare events data, 2001 (classes weighed by their inverse frequencies).
 */
[[nodiscard]] std::vector<float> class_weights(const LabelledImages& images, const Recipe& recipe, std::size_t classes);

}  // namespace narrows
