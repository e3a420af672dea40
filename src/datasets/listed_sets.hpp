#pragma once

#include <string>

#include "image_list.hpp"

/**
 * One function per data set that comes as image files: which of them are of what class and part. All throw Error naming
 * the file. `folder` is where what the table of known sets names was found.
 */
namespace narrows::datasets {

/** GTSRB, traffic signs: PPM with a CSV file per class, and one for the test images. */
[[nodiscard]] ImageList list_gtsrb(const std::string& folder);
/** Food-101: `images/<class>/` and lists in `meta`. */
[[nodiscard]] ImageList list_food101(const std::string& folder);
/** DTD, describable textures: `images/<class>/` and lists in `labels`, of which the first split is taken. */
[[nodiscard]] ImageList list_dtd(const std::string& folder);
/** MIT Indoor 67: `Images/<class>/` and two lists. */
[[nodiscard]] ImageList list_indoor67(const std::string& folder);
/** The five flowers of the TensorFlow tutorial: a folder per class. */
[[nodiscard]] ImageList list_flowers(const std::string& folder);
/** Oxford's 102 flowers: one folder, labels and parts in two MATLAB files. */
[[nodiscard]] ImageList list_flowers102(const std::string& folder);
/** Caltech-256, without its clutter: a numbered folder per class. */
[[nodiscard]] ImageList list_caltech256(const std::string& folder);
/** Places365-Standard; its published validation images are the test part, for the labels of its own are secret. */
[[nodiscard]] ImageList list_places365(const std::string& folder);

}  // namespace narrows::datasets
